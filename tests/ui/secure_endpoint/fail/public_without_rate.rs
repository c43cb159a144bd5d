use secure_api::prelude::*;

#[secure_endpoint(public(reason = "a health check"))]
async fn health() {}

fn main() {}
