use secure_api::prelude::*;

#[derive(SecureInput)]
struct Page;

fn main() {}
