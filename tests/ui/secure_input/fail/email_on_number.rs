use secure_api::prelude::*;

#[derive(SecureInput)]
struct Page {
    #[validate(email)]
    title: u32,
}

fn main() {}
