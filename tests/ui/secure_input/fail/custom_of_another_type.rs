use secure_api::{SecureInput, input::ValidationError};

fn check(_: &String) -> Result<(), ValidationError> {
    Ok(())
}

#[derive(SecureInput)]
struct Page {
    #[validate(custom(function = check))]
    limit: u32,
}

fn main() {}
