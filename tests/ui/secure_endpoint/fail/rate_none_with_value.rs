use secure_api::prelude::*;

#[secure_endpoint(authenticated, rate(none = true, reason = "a beacon"))]
async fn report() {}

fn main() {}
