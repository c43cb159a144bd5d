use secure_api::prelude::*;

#[derive(SecureInput)]
struct Page {
    #[validate()]
    size: u32,
}

fn main() {}
