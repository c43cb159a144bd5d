use secure_api::prelude::*;

#[derive(SecureInput)]
struct Page {
    #[input(sanitize)]
    #[validate(length(max = 100))]
    title: String,
}

fn main() {}
