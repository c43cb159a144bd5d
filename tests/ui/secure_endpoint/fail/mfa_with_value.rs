use secure_api::prelude::*;

#[secure_endpoint(mfa = true)]
async fn report() {}

fn main() {}
