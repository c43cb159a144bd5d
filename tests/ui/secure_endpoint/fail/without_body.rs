use secure_api::prelude::*;

#[secure_endpoint(authenticated)]
async fn report();

fn main() {}
