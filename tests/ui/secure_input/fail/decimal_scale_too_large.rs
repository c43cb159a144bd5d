use secure_api::SecureInput;

#[derive(SecureInput)]
struct Refused {
    #[validate(decimal(max_digits = 2, scale = 3))]
    value: String,
}

fn main() {}
