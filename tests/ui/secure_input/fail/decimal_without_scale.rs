use secure_api::SecureInput;

#[derive(SecureInput)]
struct Refused {
    #[validate(decimal(max_digits = 5))]
    value: String,
}

fn main() {}
