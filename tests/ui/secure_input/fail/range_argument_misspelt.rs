use secure_api::prelude::*;

#[derive(SecureInput)]
struct Page {
    #[validate(range(mni = 1))]
    title: u32,
}

fn main() {}
