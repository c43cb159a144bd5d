use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    #[role(includes(Admin))]
    Admin,
}

fn main() {}
