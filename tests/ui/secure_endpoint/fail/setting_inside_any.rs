use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    #[role(includes(Viewer))]
    Admin,
    Viewer,
}

#[secure_endpoint(any(role = "admin", rate = "5/min"))]
async fn report() {}

fn main() {}
