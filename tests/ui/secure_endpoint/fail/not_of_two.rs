use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    #[role(includes(Viewer))]
    Admin,
    Viewer,
}

#[secure_endpoint(not(role = "admin", role = "viewer"))]
async fn report() {}

fn main() {}
