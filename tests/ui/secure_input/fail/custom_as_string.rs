use secure_api::prelude::*;

#[derive(SecureInput)]
struct Page {
    #[validate(length(max = 100), custom(function = "check"))]
    title: String,
}

fn main() {}
