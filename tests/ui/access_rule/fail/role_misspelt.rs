use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    Admin,
    Viewer,
}

access_rule!(Staff = role = "admn");

fn main() {}
