use secure_api::SecureInput;

#[derive(SecureInput)]
struct Page {
    #[serde(default)]
    limit: u32,
}

fn main() {}
