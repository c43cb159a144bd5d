use secure_api::prelude::*;

async fn is_active() -> Result<bool> {
    Ok(true)
}

#[secure_endpoint(check = is_active)]
async fn report() {}

fn main() {}
