use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    #[role(includes(Viewer))]
    Admin,
    Viewer,
}

#[secure_endpoint(optional(reason = "for all"), role = "admin")]
async fn report() {}

fn main() {}
