use secure_api::prelude::*;

#[secure_endpoint(authenticated, tier = heavy)]
async fn report() {}

fn main() {}
