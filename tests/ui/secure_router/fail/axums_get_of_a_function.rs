use axum::routing::get;
use secure_api::{SecureRouter, Security};

async fn report() {}

fn main() {
    let _ = SecureRouter::<Security>::new().route("/", get(report));
}
