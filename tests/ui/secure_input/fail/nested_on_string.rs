use secure_api::prelude::*;

#[derive(SecureInput)]
struct Page {
    #[validate(length(max = 100), nested)]
    title: String,
}

fn main() {}
