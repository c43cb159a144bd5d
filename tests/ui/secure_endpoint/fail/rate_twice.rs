use secure_api::prelude::*;

#[secure_endpoint(authenticated, rate = "5/min", rate = "6/min")]
async fn report() {}

fn main() {}
