
use secure_api::{SecureInput, input::ValidationError};

struct App;

async fn is_free(_: &u32, _: &App) -> Result<(), ValidationError> {
    Ok(())
}

#[derive(SecureInput)]
struct Page {
    #[validate(async_custom(function = is_free))]
    limit: u32,
}

fn main() {}
