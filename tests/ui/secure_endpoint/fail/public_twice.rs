use secure_api::prelude::*;

#[secure_endpoint(public(reason = "a health check"), public(reason = "for all"), rate = "60/min")]
async fn report() {}

fn main() {}
