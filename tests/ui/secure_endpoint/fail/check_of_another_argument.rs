use secure_api::prelude::*;

async fn is_active(principal: &Principal) -> Result<bool> {
    Ok(!principal.is_anonymous())
}

#[secure_endpoint(check = is_active)]
async fn report() {}

fn main() {}
