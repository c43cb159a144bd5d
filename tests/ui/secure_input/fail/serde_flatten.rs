use secure_api::SecureInput;

#[derive(SecureInput)]
struct Author {
    author: u64,
}

#[derive(SecureInput)]
struct NewDocument {
    #[serde(flatten)]
    author: Author,
}

fn main() {}
