use secure_api::{SecureInput, input::Upload};

#[derive(SecureInput)]
struct Refused {
    #[validate(length(max = 3))]
    value: Vec<Upload>,
}

fn main() {}
