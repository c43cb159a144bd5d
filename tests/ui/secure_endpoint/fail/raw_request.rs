use secure_api::prelude::*;

#[secure_endpoint(authenticated)]
async fn report(request: axum::extract::Request) {
    drop(request);
}

fn main() {}
