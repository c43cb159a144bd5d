use secure_api::prelude::*;

#[secure_endpoint(authenticated, rate(user = "5/min", burst = "2"))]
async fn report() {}

fn main() {}
