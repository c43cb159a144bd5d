use secure_api::SecureInput;

#[derive(SecureInput)]
struct NewDocument {
    #[validate(length(maximum = 100))]
    title: String,
}

fn main() {}
