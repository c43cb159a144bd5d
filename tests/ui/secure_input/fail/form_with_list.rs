use axum::Form;
use secure_api::{SecureInput, endpoint::EndpointArgument, input::Valid};

#[derive(SecureInput)]
struct Refused {
    #[validate(length(max = 10))]
    ids: Vec<u64>,
}

fn main() {
    let _ = <Valid<Form<Refused>> as EndpointArgument>::KIND;
}
