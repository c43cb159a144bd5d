use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    #[role(name = "")]
    Admin,
}

fn main() {}
