use secure_api::prelude::*;

#[derive(SecureInput)]
struct Page {
    #[validate(range)]
    title: u32,
}

fn main() {}
