use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    Admin,
    Viewer,
}

#[secure_endpoint(role = 1)]
async fn report() {}

fn main() {}
