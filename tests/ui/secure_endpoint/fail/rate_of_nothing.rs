use secure_api::prelude::*;

#[secure_endpoint(authenticated, rate(burst = 3))]
async fn report() {}

fn main() {}
