use secure_api::prelude::*;

access_rule!(Strong = mfa);

#[secure_endpoint(not(rule = Strong))]
async fn report() {}

fn main() {}
