use secure_api::prelude::*;

#[secure_endpoint(authenticated, cross_tenant(reason = "a report"), cross_tenant(reason = "a list"))]
async fn report() {}

fn main() {}
