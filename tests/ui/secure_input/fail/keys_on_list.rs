use secure_api::SecureInput;

#[derive(SecureInput)]
struct Refused {
    #[validate(items(max = 5), keys(length(max = 5)))]
    value: Vec<u8>,
}

fn main() {}
