use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    #[role(includes())]
    Admin,
    Viewer,
}

fn main() {}
