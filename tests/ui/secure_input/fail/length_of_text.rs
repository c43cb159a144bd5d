use secure_api::prelude::*;

#[derive(SecureInput)]
struct Page {
    #[validate(length(max = "100"))]
    title: String,
}

fn main() {}
