use secure_api::prelude::*;

#[secure_endpoint(authenticated, rate(user = "5/min", reason = "it is slow"))]
async fn report() {}

fn main() {}
