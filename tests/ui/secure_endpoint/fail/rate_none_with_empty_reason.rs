use secure_api::prelude::*;

#[secure_endpoint(authenticated, rate(none, reason = ""))]
async fn report() {}

fn main() {}
