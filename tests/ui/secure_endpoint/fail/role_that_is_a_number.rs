use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    Admin,
    Viewer,
}

impl Role {
    const LOWEST: u8 = 1;
}

#[secure_endpoint(role = Role::LOWEST)]
async fn report() {}

fn main() {}
