use secure_api::{SecureRouter, Security, get, prelude::*};

#[secure_endpoint(authenticated)]
async fn report() {}

fn main() {
    let _ = SecureRouter::<Security>::new().route("/", get(report)).with_state(1);
}
