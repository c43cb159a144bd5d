use secure_api::prelude::*;

#[secure_endpoint(authenticated, rate = "5/min", burst = 3)]
async fn report() {}

fn main() {}
