use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    Admin,
    Viewer,
}

#[secure_endpoint(all(role = "admin"))]
async fn report() {}

fn main() {}
