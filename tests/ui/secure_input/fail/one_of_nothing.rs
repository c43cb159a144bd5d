use secure_api::SecureInput;

#[derive(SecureInput)]
struct Refused {
    #[validate(one_of())]
    value: String,
}

fn main() {}
