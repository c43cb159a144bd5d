use secure_api::SecureInput;

#[derive(SecureInput)]
struct Refused {
    #[validate(uuid(v4))]
    value: String,
}

fn main() {}
