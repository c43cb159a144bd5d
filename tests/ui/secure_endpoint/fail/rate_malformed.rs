use secure_api::prelude::*;

#[secure_endpoint(authenticated, rate = "5 per minute")]
async fn report() {}

fn main() {}
