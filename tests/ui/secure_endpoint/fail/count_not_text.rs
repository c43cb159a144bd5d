use secure_api::prelude::*;

#[secure_endpoint(authenticated, rate(user = "5/min", count = failures))]
async fn report() {}

fn main() {}
