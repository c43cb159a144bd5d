use secure_api::prelude::*;

#[derive(SecureInput)]
#[input(crate = "secure_api")]
struct Page {
    #[validate(length(max = 100))]
    title: String,
}

fn main() {}
