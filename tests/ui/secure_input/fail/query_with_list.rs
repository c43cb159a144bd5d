use axum::extract::Query;
use secure_api::{SecureInput, endpoint::EndpointArgument, input::Valid};

#[derive(SecureInput)]
struct Filter {
    #[validate(length(max = 10))]
    ids: Vec<u64>,
}

fn main() {
    let _ = <Valid<Query<Filter>> as EndpointArgument>::KIND;
}
