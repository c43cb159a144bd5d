use secure_api::{SecureRouter, Security, get, prelude::*};

#[secure_endpoint(authenticated)]
async fn report() {}

async fn start(listener: tokio::net::TcpListener) {
    let app = SecureRouter::<Security>::new().route("/", get(report));
    let _ = secure_api::serve(listener, app).await;
}

fn main() {}
