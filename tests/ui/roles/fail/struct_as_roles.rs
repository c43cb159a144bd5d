use secure_api::prelude::*;

#[derive(Roles)]
struct Role;

fn main() {}
