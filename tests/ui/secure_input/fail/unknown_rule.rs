use secure_api::SecureInput;

#[derive(SecureInput)]
struct NewDocument {
    #[validate(lenght(max = 100))]
    title: String,
}

fn main() {}
