use secure_api::SecureInput;

#[derive(SecureInput)]
struct NewDocument {
    #[validate(length)]
    title: String,
}

fn main() {}
