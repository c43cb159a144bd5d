use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    #[role(includes(Viewr))]
    Admin,
    Viewer,
}

fn main() {}
