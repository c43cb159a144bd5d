use secure_api::prelude::*;

#[derive(SecureInput)]
struct Page {
    #[validate(length(max = 100, max = 10))]
    title: String,
}

fn main() {}
