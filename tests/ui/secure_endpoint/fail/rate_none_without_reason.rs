use secure_api::prelude::*;

#[secure_endpoint(authenticated, rate(none))]
async fn report() {}

fn main() {}
