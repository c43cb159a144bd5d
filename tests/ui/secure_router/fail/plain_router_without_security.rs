use axum::routing::get;
use secure_api::prelude::*;

#[derive(Clone)]
struct App;

#[secure_endpoint(authenticated)]
async fn report() {}

fn main() {
    let _ = axum::Router::<App>::new().route("/", get(report));
}
