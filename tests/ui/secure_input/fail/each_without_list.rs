use secure_api::prelude::*;

#[derive(SecureInput)]
struct Page {
    #[validate(length(max = 10), each)]
    title: Vec<u32>,
}

fn main() {}
