use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    #[role]
    Admin,
}

fn main() {}
