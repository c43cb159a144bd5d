use secure_api::prelude::*;

#[secure_endpoint(authenticated, rate(user = "5/min", burst = 2, burst = 3))]
async fn report() {}

fn main() {}
