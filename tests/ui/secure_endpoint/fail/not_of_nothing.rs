use secure_api::prelude::*;

#[secure_endpoint(not())]
async fn report() {}

fn main() {}
