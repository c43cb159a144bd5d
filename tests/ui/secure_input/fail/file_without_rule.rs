use secure_api::{SecureInput, input::Upload};

#[derive(SecureInput)]
struct Refused {
    value: Upload,
}

fn main() {}
