use secure_api::prelude::*;

#[secure_endpoint(authenticated, rate(none, user = "5/min", reason = "a beacon"))]
async fn report() {}

fn main() {}
