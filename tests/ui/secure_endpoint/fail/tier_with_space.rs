use secure_api::prelude::*;

#[secure_endpoint(authenticated, tier = "very heavy")]
async fn report() {}

fn main() {}
