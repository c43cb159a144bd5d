use secure_api::prelude::*;

#[derive(SecureInput)]
struct Page {
    #[validate(length(max = 100), must_match(other = "title"))]
    title: String,
}

fn main() {}
