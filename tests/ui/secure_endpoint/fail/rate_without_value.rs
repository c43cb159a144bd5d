use secure_api::prelude::*;

#[secure_endpoint(authenticated, rate)]
async fn report() {}

fn main() {}
