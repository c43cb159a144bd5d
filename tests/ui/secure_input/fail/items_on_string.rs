use secure_api::SecureInput;

#[derive(SecureInput)]
struct Refused {
    #[validate(items(max = 5))]
    value: String,
}

fn main() {}
