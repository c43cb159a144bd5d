use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    #[role(name = "editor")]
    Writer,
    #[role(name = "chief")]
    Editor,
}

fn main() {}
