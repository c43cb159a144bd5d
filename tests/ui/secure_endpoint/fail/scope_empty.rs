use secure_api::prelude::*;

#[secure_endpoint(scope = "")]
async fn report() {}

fn main() {}
