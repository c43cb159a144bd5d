use secure_api::prelude::*;

#[secure_endpoint(authenticated, timeout = "5s", timeout = "6s")]
async fn report() {}

fn main() {}
