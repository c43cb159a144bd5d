use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    #[role(includes(Viewer))]
    Admin,
    Viewer,
}

access_rule!(Staff = role = "admin");

#[secure_endpoint(public(reason = "for all"), rule = Staff, rate = "5/min")]
async fn report() {}

fn main() {}
