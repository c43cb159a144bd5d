use secure_api::prelude::*;

#[derive(SecureInput)]
struct Page {
    #[validate(length(min = 10, max = 1))]
    title: String,
}

fn main() {}
