use secure_api::prelude::*;

#[secure_endpoint(optional)]
async fn report() {}

fn main() {}
