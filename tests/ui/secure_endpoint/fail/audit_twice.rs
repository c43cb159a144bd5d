use secure_api::prelude::*;

#[secure_endpoint(authenticated, audit = "document.read", audit = "document.list")]
async fn report() {}

fn main() {}
