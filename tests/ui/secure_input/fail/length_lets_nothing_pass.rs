use secure_api::SecureInput;

#[derive(SecureInput)]
struct Refused {
    #[validate(length(min = 5, max = 1))]
    value: String,
}

fn main() {}
