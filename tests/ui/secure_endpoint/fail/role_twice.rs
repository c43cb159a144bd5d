use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    Admin,
    Viewer,
}

#[secure_endpoint(role = "admin", role = "viewer")]
async fn report() {}

fn main() {}
