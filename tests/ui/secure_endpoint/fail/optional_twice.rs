use secure_api::prelude::*;

#[secure_endpoint(optional(reason = "for all"), optional(reason = "for everybody"))]
async fn report() {}

fn main() {}
