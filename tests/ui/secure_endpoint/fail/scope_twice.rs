use secure_api::prelude::*;

#[secure_endpoint(scope = "read", scope = "read")]
async fn report() {}

fn main() {}
