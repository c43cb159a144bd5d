use secure_api::prelude::*;

#[secure_endpoint(scope("read", "write"))]
async fn report() {}

fn main() {}
