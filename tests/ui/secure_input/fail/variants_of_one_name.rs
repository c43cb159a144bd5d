use secure_api::SecureInput;

#[derive(SecureInput)]
enum Kind {
    Small,
    #[serde(rename = "Small")]
    Large,
}

fn main() {}
