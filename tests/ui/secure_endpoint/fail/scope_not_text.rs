use secure_api::prelude::*;

#[secure_endpoint(scope = documents)]
async fn report() {}

fn main() {}
