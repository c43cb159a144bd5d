use secure_api::prelude::*;

#[derive(SecureInput)]
struct Page {
    #[validate(length(max = 100), contains(pattern = AT))]
    title: String,
}

fn main() {}
