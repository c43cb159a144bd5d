use secure_api::SecureInput;

#[derive(SecureInput)]
enum Kind {
    Small,
    #[serde(other)]
    Unknown,
}

fn main() {}
