use secure_api::{authz::CheckContext, prelude::*};

async fn is_active(context: &CheckContext<'_>) -> Result<bool> {
    Ok(!context.principal().is_anonymous())
}

#[secure_endpoint(check = is_active, check = is_active)]
async fn report() {}

fn main() {}
