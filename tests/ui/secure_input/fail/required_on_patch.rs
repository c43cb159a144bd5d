use secure_api::prelude::*;

#[derive(SecureInput)]
struct Change {
    #[validate(required, length(max = 100))]
    title: Patch<String>,
}

fn main() {}
