use secure_api::prelude::*;

#[secure_endpoint(authenticated)]
async fn report(name: axum::extract::Path<String>) {
    drop(name);
}

fn main() {}
