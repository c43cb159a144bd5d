use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    #[role(includes = "Viewer")]
    Admin,
    Viewer,
}

fn main() {}
