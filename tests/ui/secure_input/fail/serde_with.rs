use secure_api::prelude::*;

#[derive(SecureInput)]
struct Page {
    #[serde(deserialize_with = "read")]
    #[validate(length(max = 100))]
    title: String,
}

fn main() {}
