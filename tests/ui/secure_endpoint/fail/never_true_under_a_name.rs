use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    #[role(includes(Viewer))]
    Admin,
    Viewer,
}

access_rule!(Staff = any(role = "admin", role = "viewer"));

#[secure_endpoint(rule = Staff, not(role = "viewer"))]
async fn report() {}

fn main() {}
