use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    Admin,
    Viewer,
}

#[secure_endpoint(role = Role::Admn)]
async fn report() {}

fn main() {}
