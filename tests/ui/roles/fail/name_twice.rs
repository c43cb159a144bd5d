use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    #[role(name = "admin", name = "root")]
    Admin,
}

fn main() {}
