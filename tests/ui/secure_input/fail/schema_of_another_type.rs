
use secure_api::{SecureInput, input::ValidationError};

fn check(_: &u32) -> Result<(), ValidationError> {
    Ok(())
}

#[derive(SecureInput)]
#[validate(schema(function = check))]
struct Page {
    limit: u32,
}

fn main() {}
