use axum::routing::get;
use secure_api::prelude::*;

#[secure_endpoint(authenticated)]
async fn report() {}

fn main() {
    let _: axum::Router = axum::Router::new().route("/", get(report));
}
