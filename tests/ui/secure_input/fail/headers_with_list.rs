use secure_api::{
    SecureInput,
    input::{Headers, Valid},
};

#[derive(SecureInput)]
struct Refused {
    #[validate(length(max = 10))]
    ids: Vec<u64>,
}

#[secure_api::secure_endpoint(authenticated)]
async fn call(_: Valid<Headers<Refused>>) {}

fn main() {}
