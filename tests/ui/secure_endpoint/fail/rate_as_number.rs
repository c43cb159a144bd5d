use secure_api::prelude::*;

#[secure_endpoint(authenticated, rate = 60)]
async fn report() {}

fn main() {}
