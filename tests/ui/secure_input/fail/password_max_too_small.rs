use secure_api::SecureInput;

#[derive(SecureInput)]
struct Refused {
    #[validate(password(min = 12, max = 20, strength = 3))]
    value: String,
}

fn main() {}
