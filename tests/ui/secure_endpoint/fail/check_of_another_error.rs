use secure_api::{authz::CheckContext, prelude::*};

async fn is_active(context: &CheckContext<'_>) -> std::result::Result<bool, String> {
    Ok(!context.principal().is_anonymous())
}

#[secure_endpoint(check = is_active)]
async fn report() {}

fn main() {}
