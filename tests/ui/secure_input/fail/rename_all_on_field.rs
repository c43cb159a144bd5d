use secure_api::prelude::*;

#[derive(SecureInput)]
struct Page {
    #[serde(rename_all = "camelCase")]
    #[validate(length(max = 100))]
    title: String,
}

fn main() {}
