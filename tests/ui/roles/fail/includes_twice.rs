use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    #[role(includes(Viewer), includes(Editor))]
    Admin,
    Editor,
    Viewer,
}

fn main() {}
