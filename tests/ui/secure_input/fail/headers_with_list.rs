use secure_api::{
    SecureInput,
    endpoint::EndpointArgument,
    input::{Headers, Valid},
};

#[derive(SecureInput)]
struct Refused {
    #[validate(length(max = 10))]
    ids: Vec<u64>,
}

fn main() {
    let _ = <Valid<Headers<Refused>> as EndpointArgument>::KIND;
}
