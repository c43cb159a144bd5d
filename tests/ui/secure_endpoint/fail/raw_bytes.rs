use secure_api::prelude::*;

#[secure_endpoint(authenticated)]
async fn report(body: axum::body::Bytes) {
    drop(body);
}

fn main() {}
