use secure_api::prelude::*;

#[derive(SecureInput)]
struct Page {
    #[validate(email(max = 100))]
    title: String,
}

fn main() {}
