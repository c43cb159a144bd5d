use secure_api::prelude::*;

#[secure_endpoint(authenticated = true)]
async fn report() {}

fn main() {}
