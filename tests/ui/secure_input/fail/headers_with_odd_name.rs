use secure_api::{
    SecureInput,
    endpoint::EndpointArgument,
    input::{Headers, Valid},
};

#[derive(SecureInput)]
struct Refused {
    #[serde(rename = "x y")]
    x: u64,
}

fn main() {
    let _ = <Valid<Headers<Refused>> as EndpointArgument>::KIND;
}
