use secure_api::prelude::*;

#[secure_endpoint(authenticated, rate(user = 5))]
async fn report() {}

fn main() {}
