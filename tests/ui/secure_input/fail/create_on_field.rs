use secure_api::prelude::*;

#[derive(SecureInput)]
struct Page {
    #[input(create = Document)]
    #[validate(length(max = 100))]
    title: String,
}

fn main() {}
