use secure_api::prelude::*;

#[secure_endpoint(member)]
async fn report() {}

fn main() {}
