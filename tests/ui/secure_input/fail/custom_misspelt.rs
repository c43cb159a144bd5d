use secure_api::{input::ValidationError, prelude::*};

fn check(_: &String) -> std::result::Result<(), ValidationError> {
    Ok(())
}

#[derive(SecureInput)]
struct Page {
    #[validate(length(max = 100), custom(function = chekc))]
    title: String,
}

fn main() {}
