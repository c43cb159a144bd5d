use secure_api::prelude::*;

#[secure_endpoint(fresh = "0min")]
async fn report() {}

fn main() {}
