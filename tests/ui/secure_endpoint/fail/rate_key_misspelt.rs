use secure_api::prelude::*;

#[secure_endpoint(authenticated, rate(usr = "5/min"))]
async fn report() {}

fn main() {}
