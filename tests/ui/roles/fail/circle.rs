use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    #[role(includes(Editor))]
    Admin,
    #[role(includes(Admin))]
    Editor,
}

fn main() {}
