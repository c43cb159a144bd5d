use secure_api::prelude::*;

#[secure_endpoint(fresh = "10")]
async fn report() {}

fn main() {}
