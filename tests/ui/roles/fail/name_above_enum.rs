use secure_api::prelude::*;

#[derive(Roles)]
#[role(name = "admin")]
enum Role {
    Admin,
}

fn main() {}
