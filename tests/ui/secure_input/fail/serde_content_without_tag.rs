use secure_api::SecureInput;

#[derive(SecureInput)]
#[serde(content = "data")]
enum Kind {
    Small,
}

fn main() {}
