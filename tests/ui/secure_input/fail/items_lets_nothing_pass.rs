use secure_api::SecureInput;

#[derive(SecureInput)]
struct Refused {
    #[validate(items(min = 5, max = 1))]
    value: Vec<u8>,
}

fn main() {}
