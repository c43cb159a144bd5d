use secure_api::prelude::*;

#[secure_endpoint(authenticated, body = "10KiB")]
async fn report() {}

fn main() {}
