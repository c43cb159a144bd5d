use secure_api::prelude::*;

#[secure_endpoint(public = "a health check", rate = "60/min")]
async fn report() {}

fn main() {}
