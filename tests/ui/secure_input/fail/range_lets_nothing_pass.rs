use secure_api::SecureInput;

#[derive(SecureInput)]
struct Refused {
    #[validate(range(min = 1, exclusive_max = 1))]
    value: u8,
}

fn main() {}
