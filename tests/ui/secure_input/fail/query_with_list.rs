use axum::extract::Query;
use secure_api::{SecureInput, input::Valid};

#[derive(SecureInput)]
struct Filter {
    #[validate(length(max = 10))]
    ids: Vec<u64>,
}

#[secure_api::secure_endpoint(authenticated)]
async fn call(_: Valid<Query<Filter>>) {}

fn main() {}
