use secure_api::prelude::*;

#[secure_endpoint(rate = "5/min")]
async fn delete_everything() {}

fn main() {}
