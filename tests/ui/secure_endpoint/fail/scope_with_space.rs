use secure_api::prelude::*;

#[secure_endpoint(scope = "documents:read documents:list")]
async fn report() {}

fn main() {}
