use secure_api::SecureInput;

#[derive(SecureInput)]
struct Refused {
    #[validate(required, length(max = 5))]
    value: String,
}

fn main() {}
