use secure_api::prelude::*;

#[derive(SecureInput)]
struct Page {
    #[validate(length(max = 100, equal = 5))]
    title: String,
}

fn main() {}
