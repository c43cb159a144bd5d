use secure_api::prelude::*;

#[secure_endpoint(authenticated, rate(user = "5/min", count = "failures", count = "requests"))]
async fn report() {}

fn main() {}
