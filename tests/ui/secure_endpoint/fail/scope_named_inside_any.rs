use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    #[role(includes(Viewer))]
    Admin,
    Viewer,
}

access_rule!(CanRead = scope = "read");

#[secure_endpoint(any(rule = CanRead, role = "admin"))]
async fn report() {}

fn main() {}
