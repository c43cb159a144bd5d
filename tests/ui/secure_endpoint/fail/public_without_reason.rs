use secure_api::prelude::*;

#[secure_endpoint(public, rate = "60/min")]
async fn health() {}

fn main() {}
