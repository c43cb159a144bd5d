use secure_api::prelude::*;

#[secure_endpoint(rate = "often")]
fn delete_everything() {}

fn main() {}
