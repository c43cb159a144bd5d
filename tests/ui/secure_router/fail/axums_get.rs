use axum::routing::get;
use secure_api::{SecureRouter, Security, prelude::*};

#[secure_endpoint(authenticated)]
async fn report() {}

fn main() {
    let _ = SecureRouter::<Security>::new().route("/", get(report));
}
