use axum::extract::State;
use secure_api::{SecureRouter, Security, get, prelude::*};

#[derive(Clone)]
struct Mailer;

#[secure_endpoint(authenticated)]
async fn report(mailer: State<Mailer>) {
    drop(mailer);
}

fn main() {
    let _ = SecureRouter::<Security>::new().route("/", get(report));
}
