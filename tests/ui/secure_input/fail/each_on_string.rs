use secure_api::SecureInput;

#[derive(SecureInput)]
struct NewDocument {
    #[validate(length(max = 10), each(length(max = 5)))]
    title: String,
}

fn main() {}
