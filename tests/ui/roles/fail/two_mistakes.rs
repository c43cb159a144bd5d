use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    #[role(includes(Viewr))]
    Admin = 1,
    Viewer,
}

fn main() {}
