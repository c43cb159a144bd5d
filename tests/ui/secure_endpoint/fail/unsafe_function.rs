use secure_api::prelude::*;

#[secure_endpoint(authenticated)]
async unsafe fn report() {}

fn main() {}
