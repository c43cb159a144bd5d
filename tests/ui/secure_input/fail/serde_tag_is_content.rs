use secure_api::SecureInput;

#[derive(SecureInput)]
#[serde(tag = "data", content = "data")]
enum Kind {
    Small(u8),
}

fn main() {}
