use secure_api::SecureInput;

#[derive(SecureInput)]
#[serde(tag = "type")]
struct Page {
    limit: u32,
}

fn main() {}
