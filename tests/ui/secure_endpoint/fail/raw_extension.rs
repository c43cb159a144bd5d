use secure_api::prelude::*;

#[secure_endpoint(authenticated)]
async fn report(caller: axum::Extension<u32>) {
    drop(caller);
}

fn main() {}
