use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    Admin,
}

access_rule!(Strong = mfa);

#[secure_endpoint(not(any(rule = Strong, role = "admin")))]
async fn report() {}

fn main() {}
