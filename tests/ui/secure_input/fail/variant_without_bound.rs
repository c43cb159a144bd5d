use secure_api::SecureInput;

#[derive(SecureInput)]
enum Change {
    Rename { title: String },
    Delete,
}

fn main() {}
