use secure_api::prelude::*;

use secure_api::{SecureRouter, Security, get};

#[secure_endpoint(authenticated)]
async fn me(principal: Principal) -> String {
    principal.subject().to_owned()
}

fn main() {
    let _ = SecureRouter::<Security>::new().route("/me", get(me));
    let _ = axum::Router::<Security>::new().route("/me", axum::routing::get(me));
}
