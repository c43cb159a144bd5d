use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    Admin,
    Viewer,
}

#[secure_endpoint(role = Rol::Admin)]
async fn report() {}

fn main() {}
