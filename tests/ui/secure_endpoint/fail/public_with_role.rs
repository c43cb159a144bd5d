use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    Admin,
    Viewer,
}

#[secure_endpoint(public(reason = "a health check"), role = "admin", rate = "60/min")]
async fn health() {}

fn main() {}
