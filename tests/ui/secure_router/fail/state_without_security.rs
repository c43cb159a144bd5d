use secure_api::{SecureRouter, get, prelude::*};

#[derive(Clone)]
struct App;

#[secure_endpoint(authenticated)]
async fn report() {}

fn main() {
    let _ = SecureRouter::<App>::new().route("/", get(report));
}
