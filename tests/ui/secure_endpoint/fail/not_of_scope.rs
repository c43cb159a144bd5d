use secure_api::prelude::*;

#[secure_endpoint(not(scope = "read"))]
async fn report() {}

fn main() {}
