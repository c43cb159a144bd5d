use secure_api::prelude::*;

#[secure_endpoint(authenticated, rate(user = "5/min", count = "errors"))]
async fn report() {}

fn main() {}
