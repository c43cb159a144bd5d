use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    Admin,
    Viewer,
}

#[secure_endpoint(role = "the admin")]
async fn report() {}

fn main() {}
