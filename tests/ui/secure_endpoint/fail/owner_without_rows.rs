use secure_api::prelude::*;

#[secure_endpoint(owner = "owner_id")]
async fn report() {}

fn main() {}
