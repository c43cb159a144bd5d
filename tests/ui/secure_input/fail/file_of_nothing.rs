use secure_api::{SecureInput, input::Upload};

#[derive(SecureInput)]
struct Refused {
    #[validate(file)]
    value: Upload,
}

fn main() {}
