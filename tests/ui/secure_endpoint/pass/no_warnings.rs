#![deny(warnings, clippy::pedantic)]

use secure_api::{SecureRouter, Security, get, prelude::*};

#[derive(Roles)]
enum Role {
    #[role(includes(Viewer))]
    Admin,
    Viewer,
}

/// Says who is calling.
#[deprecated = "ask elsewhere"]
#[secure_endpoint(role = "viewer")]
async fn me(principal: Principal) -> String {
    principal.subject().to_owned()
}

/// Nothing in here is there on this platform.
#[secure_endpoint(authenticated)]
#[cfg(any())]
async fn elsewhere(nothing: Missing) {}

#[allow(deprecated)]
fn main() {
    let _ = SecureRouter::<Security>::new().route("/me", get(me));
}
