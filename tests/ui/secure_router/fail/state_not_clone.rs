use secure_api::{SecureRouter, Security, get, prelude::*};

#[derive(SecureState)]
struct App {
    security: Security,
}

#[secure_endpoint(authenticated)]
async fn report() {}

fn main() {
    let _ = SecureRouter::<App>::new().route("/", get(report));
}
