use secure_api::{authz::CheckContext, prelude::*};

async fn is_active(context: &CheckContext<'_>) -> Result<bool> {
    let shared = std::rc::Rc::new(context.principal().is_anonymous());
    tokio::task::yield_now().await;
    Ok(!*shared)
}

#[secure_endpoint(check = is_active)]
async fn report() {}

fn main() {}
