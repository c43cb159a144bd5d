use secure_api::SecureInput;

#[derive(SecureInput)]
struct Refused {
    #[validate(one_of("a", "a"))]
    value: String,
}

fn main() {}
