use secure_api::prelude::*;

access_rule!(Staff = mfaa);

#[secure_endpoint(rule = Staff)]
async fn report() {}

fn main() {}
