use secure_api::prelude::*;

enum Role {
    Admin,
}

#[secure_endpoint(role = "admin")]
async fn report() {}

fn main() {}
