use secure_api::prelude::*;

#[secure_endpoint(authenticated, audit = "Document read")]
async fn report() {}

fn main() {}
