use secure_api::prelude::*;

#[secure_endpoint(authenticated, tier = "heavy", tier = "light")]
async fn report() {}

fn main() {}
