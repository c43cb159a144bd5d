use secure_api::SecureInput;

#[derive(SecureInput)]
struct NewDocument {
    title: String,
}

fn main() {}
