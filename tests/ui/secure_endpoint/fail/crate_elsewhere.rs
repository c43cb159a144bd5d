use secure_api::prelude::*;

#[secure_endpoint(authenticated, crate = crate::missing)]
async fn report() {}

fn main() {}
