use secure_api::prelude::*;

#[secure_endpoint(public(reason = ""), rate = "60/min")]
async fn health() {}

fn main() {}
