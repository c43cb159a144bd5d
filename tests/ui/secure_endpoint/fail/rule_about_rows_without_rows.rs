use secure_api::prelude::*;

access_rule!(OfOwn = owner);

#[secure_endpoint(rule = OfOwn)]
async fn report() {}

fn main() {}
