use secure_api::prelude::*;

#[secure_endpoint(authenticated, authenticated)]
async fn report() {}

fn main() {}
