use secure_api::SecureInput;

#[derive(SecureInput)]
struct Refused {
    #[validate(one_of("a", 1))]
    value: String,
}

fn main() {}
