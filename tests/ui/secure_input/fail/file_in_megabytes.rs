use secure_api::{SecureInput, input::Upload};

#[derive(SecureInput)]
struct Refused {
    #[validate(file(max = "5MB", types("image/png")))]
    value: Upload,
}

fn main() {}
