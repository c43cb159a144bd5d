use secure_api::SecureInput;

#[derive(SecureInput)]
struct Refused {
    #[validate(password(min = 12, strength = 1))]
    value: String,
}

fn main() {}
