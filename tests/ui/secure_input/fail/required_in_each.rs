use secure_api::SecureInput;

#[derive(SecureInput)]
struct Refused {
    #[validate(items(max = 5), each(required))]
    value: Vec<Option<u8>>,
}

fn main() {}
