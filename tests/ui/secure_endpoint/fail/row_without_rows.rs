use secure_api::prelude::*;

#[secure_endpoint(row(status = "published"))]
async fn report() {}

fn main() {}
