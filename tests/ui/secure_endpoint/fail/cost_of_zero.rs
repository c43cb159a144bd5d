use secure_api::prelude::*;

#[secure_endpoint(authenticated, rate(user = "5/min", cost = 0))]
async fn report() {}

fn main() {}
