use secure_api::SecureInput;

#[derive(SecureInput)]
struct NewDocument {
    #[validate(length(max = 10))]
    tags: Vec<String>,
}

fn main() {}
