use secure_api::prelude::*;

#[derive(SecureInput)]
struct Page {
    #[validate(range(min = 10, max = 1))]
    title: u32,
}

fn main() {}
