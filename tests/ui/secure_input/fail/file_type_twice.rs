use secure_api::{SecureInput, input::Upload};

#[derive(SecureInput)]
struct Refused {
    #[validate(file(max = "5MiB", types("image/png", "image/png")))]
    value: Upload,
}

fn main() {}
