use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    #[role(includes(Viewer))]
    Admin,
    Viewer,
}

access_rule!(Nobody = all(role = "admin", not(role = "viewer")));

fn main() {}
