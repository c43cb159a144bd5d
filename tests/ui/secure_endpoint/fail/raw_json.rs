use secure_api::prelude::*;

use axum::Json;

#[secure_endpoint(authenticated)]
async fn report(body: Json<String>) {
    drop(body);
}

fn main() {}
