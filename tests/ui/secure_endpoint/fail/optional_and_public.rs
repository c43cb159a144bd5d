use secure_api::prelude::*;

#[secure_endpoint(optional(reason = "for all"), public(reason = "for all"), rate = "5/min")]
async fn report() {}

fn main() {}
