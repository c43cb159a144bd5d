use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    Admin,
    #[role(name = "admin")]
    Root,
}

fn main() {}
