use secure_api::prelude::*;

#[secure_endpoint(authenticated)]
fn report() {}

fn main() {}
