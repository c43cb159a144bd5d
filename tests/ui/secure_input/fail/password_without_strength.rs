use secure_api::SecureInput;

#[derive(SecureInput)]
struct Refused {
    #[validate(password(min = 12))]
    value: String,
}

fn main() {}
