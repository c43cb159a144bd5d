use secure_api::prelude::*;

#[derive(SecureInput)]
struct Page {
    #[validate(length = 100)]
    title: String,
}

fn main() {}
