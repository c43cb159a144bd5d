use secure_api::prelude::*;

#[derive(SecureInput)]
#[serde(untagged)]
struct Page {
    #[validate(length(max = 100))]
    title: String,
}

fn main() {}
