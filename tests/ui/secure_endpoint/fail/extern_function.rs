use secure_api::prelude::*;

#[secure_endpoint(authenticated)]
async extern "C" fn report() {}

fn main() {}
