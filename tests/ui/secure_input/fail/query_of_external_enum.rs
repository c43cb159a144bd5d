
use axum::extract::Query;
use secure_api::prelude::*;

#[derive(SecureInput)]
enum Kind {
    Small,
    Large(u8),
}

#[secure_endpoint(authenticated)]
async fn list(_: Valid<Query<Kind>>) {}

fn main() {}
