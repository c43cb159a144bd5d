use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    #[role(includes(Role::Viewer))]
    Admin,
    Viewer,
}

fn main() {}
