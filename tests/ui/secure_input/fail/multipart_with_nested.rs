use secure_api::{
    SecureInput,
    input::{Multipart, Valid},
};

#[derive(SecureInput)]
struct Refused {
    #[validate(nested)]
    inner: Inner,
}

#[derive(SecureInput)]
struct Inner {
    id: u64,
}

#[secure_api::secure_endpoint(authenticated)]
async fn call(_: Valid<Multipart<Refused>>) {}

fn main() {}
