use secure_api::SecureInput;

#[derive(SecureInput)]
struct Nothing;

fn main() {}
