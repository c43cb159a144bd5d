use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    #[role(includes(Viewer))]
    Admin,
    Viewer,
}

#[secure_endpoint(any(scope = "read", role = "admin"))]
async fn report() {}

fn main() {}
