use secure_api::SecureInput;

#[derive(SecureInput)]
struct Refused {
    #[validate(one_of(draft, published))]
    value: String,
}

fn main() {}
