use secure_api::SecureInput;

#[derive(SecureInput)]
struct Refused {
    #[validate(slug)]
    value: String,
}

fn main() {}
