use secure_api::prelude::*;

#[secure_endpoint(mfa, mfa)]
async fn report() {}

fn main() {}
