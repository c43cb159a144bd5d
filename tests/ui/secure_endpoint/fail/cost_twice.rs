use secure_api::prelude::*;

#[secure_endpoint(authenticated, rate(user = "5/min", cost = 2, cost = 3))]
async fn report() {}

fn main() {}
