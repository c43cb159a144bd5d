use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    #[role(name = administrator)]
    Admin,
}

fn main() {}
