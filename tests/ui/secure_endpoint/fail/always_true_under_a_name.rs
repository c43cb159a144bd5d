use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    #[role(includes(Viewer))]
    Admin,
    Viewer,
}

access_rule!(Everybody = authenticated);

#[secure_endpoint(any(rule = Everybody, role = "admin"))]
async fn report() {}

fn main() {}
