use secure_api::SecureInput;

#[derive(SecureInput)]
struct Refused {
    #[validate(one_of("a", "b"))]
    value: u8,
}

fn main() {}
