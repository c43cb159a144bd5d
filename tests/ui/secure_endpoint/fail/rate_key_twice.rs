use secure_api::prelude::*;

#[secure_endpoint(authenticated, rate(user = "5/min", user = "6/min"))]
async fn report() {}

fn main() {}
