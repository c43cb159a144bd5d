use secure_api::prelude::*;

#[secure_endpoint(authenticated, crate = secure_api, crate = ::secure_api)]
async fn report() {}

fn main() {}
