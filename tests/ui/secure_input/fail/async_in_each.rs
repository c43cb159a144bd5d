
use secure_api::{SecureInput, input::ValidationError};

struct App;

async fn is_free(_: &u32, _: &App) -> Result<(), ValidationError> {
    Ok(())
}

#[derive(SecureInput)]
#[input(state = App)]
struct Page {
    #[validate(items(max = 10), each(async_custom(function = is_free)))]
    limits: Vec<u32>,
}

fn main() {}
