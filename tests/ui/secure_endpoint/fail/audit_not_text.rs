use secure_api::prelude::*;

#[secure_endpoint(authenticated, audit = document.read)]
async fn report() {}

fn main() {}
