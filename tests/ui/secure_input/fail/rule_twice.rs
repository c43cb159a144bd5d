use secure_api::prelude::*;

#[derive(SecureInput)]
struct Page {
    #[validate(length(max = 100), length(min = 1))]
    title: String,
}

fn main() {}
