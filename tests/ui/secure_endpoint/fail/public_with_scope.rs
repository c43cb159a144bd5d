use secure_api::prelude::*;

#[secure_endpoint(public(reason = "for all"), scope = "read", rate = "5/min")]
async fn report() {}

fn main() {}
