use secure_api::prelude::*;

#[secure_endpoint]
async fn delete_everything() {}

fn main() {}
