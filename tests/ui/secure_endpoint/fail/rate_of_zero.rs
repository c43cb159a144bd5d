use secure_api::prelude::*;

#[secure_endpoint(authenticated, rate = "0/min")]
async fn report() {}

fn main() {}
