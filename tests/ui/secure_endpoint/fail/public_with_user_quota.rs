use secure_api::prelude::*;

#[secure_endpoint(public(reason = "for all"), rate(user = "5/min"))]
async fn report() {}

fn main() {}
