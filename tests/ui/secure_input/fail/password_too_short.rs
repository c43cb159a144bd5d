use secure_api::SecureInput;

#[derive(SecureInput)]
struct Refused {
    #[validate(password(min = 6, strength = 3))]
    value: String,
}

fn main() {}
