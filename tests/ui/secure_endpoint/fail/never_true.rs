use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    #[role(includes(Viewer))]
    Admin,
    Viewer,
}

#[secure_endpoint(all(role = "admin", not(role = "viewer")))]
async fn report() {}

fn main() {}
