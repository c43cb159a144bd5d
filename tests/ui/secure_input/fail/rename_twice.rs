use secure_api::prelude::*;

#[derive(SecureInput)]
struct Page {
    #[serde(rename = "headline", rename = "heading")]
    #[validate(length(max = 100))]
    title: String,
}

fn main() {}
