use secure_api::SecureInput;

#[derive(SecureInput)]
struct NewDocument {
    #[input(sanitize(trimm))]
    #[validate(length(max = 100))]
    title: String,
}

fn main() {}
