use secure_api::prelude::*;

fn check(_: &String) -> bool {
    true
}

#[derive(SecureInput)]
struct Page {
    #[validate(length(max = 100), custom(function = check))]
    title: String,
}

fn main() {}
