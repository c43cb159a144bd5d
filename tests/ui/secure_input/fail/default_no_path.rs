use secure_api::SecureInput;

#[derive(SecureInput)]
struct Page {
    #[serde(default = "1 + 1")]
    limit: u32,
}

fn main() {}
