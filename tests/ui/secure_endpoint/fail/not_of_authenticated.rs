use secure_api::prelude::*;

#[secure_endpoint(not(authenticated))]
async fn report() {}

fn main() {}
