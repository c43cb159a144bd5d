use secure_api::prelude::*;

#[secure_endpoint(authenticated, rate(user = "5/min", burst = 0))]
async fn report() {}

fn main() {}
