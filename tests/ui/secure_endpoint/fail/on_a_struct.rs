use secure_api::prelude::*;

#[secure_endpoint(authenticated)]
struct Report;

fn main() {}
