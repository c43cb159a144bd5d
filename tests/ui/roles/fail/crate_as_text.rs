use secure_api::prelude::*;

#[derive(Roles)]
#[role(crate = "secure_api")]
enum Role {
    Admin,
}

fn main() {}
