use secure_api::{
    SecureInput,
    endpoint::EndpointArgument,
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

fn main() {
    let _ = <Valid<Multipart<Refused>> as EndpointArgument>::KIND;
}
