use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    #[role(include(Viewer))]
    Admin,
    Viewer,
}

fn main() {}
