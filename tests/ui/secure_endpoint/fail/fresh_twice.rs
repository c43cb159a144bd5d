use secure_api::prelude::*;

#[secure_endpoint(fresh = "10min", fresh = "5min")]
async fn report() {}

fn main() {}
