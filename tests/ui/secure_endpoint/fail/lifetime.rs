use secure_api::prelude::*;

#[secure_endpoint(authenticated)]
async fn report<'a>() {}

fn main() {}
