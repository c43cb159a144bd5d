use secure_api::prelude::*;

#[derive(SecureInput)]
struct Page {
    #[validate(length(max = 100), each(must_match(other = title)))]
    title: Vec<String>,
}

fn main() {}
