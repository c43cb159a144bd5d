use secure_api::SecureInput;

#[derive(SecureInput)]
struct Title(String);

fn main() {}
