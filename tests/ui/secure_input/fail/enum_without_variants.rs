use secure_api::SecureInput;

#[derive(SecureInput)]
enum Never {}

fn main() {}
