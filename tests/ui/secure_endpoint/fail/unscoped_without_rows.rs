use secure_api::prelude::*;

#[secure_endpoint(authenticated, unscoped(reason = "a report"))]
async fn report() {}

fn main() {}
