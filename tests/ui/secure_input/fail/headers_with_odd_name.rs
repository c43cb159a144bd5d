use secure_api::{
    SecureInput,
    input::{Headers, Valid},
};

#[derive(SecureInput)]
struct Refused {
    #[serde(rename = "x y")]
    x: u64,
}

#[secure_api::secure_endpoint(authenticated)]
async fn call(_: Valid<Headers<Refused>>) {}

fn main() {}
