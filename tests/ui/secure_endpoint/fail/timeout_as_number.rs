use secure_api::prelude::*;

#[secure_endpoint(authenticated, timeout = 5)]
async fn report() {}

fn main() {}
