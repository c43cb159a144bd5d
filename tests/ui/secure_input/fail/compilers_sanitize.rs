use secure_api::SecureInput;

#[derive(SecureInput)]
struct NewDocument {
    #[sanitize(trim)]
    #[validate(length(max = 100))]
    title: String,
}

fn main() {}
