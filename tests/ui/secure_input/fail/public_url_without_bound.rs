use secure_api::SecureInput;

#[derive(SecureInput)]
struct Refused {
    #[validate(public_url)]
    value: String,
}

fn main() {}
