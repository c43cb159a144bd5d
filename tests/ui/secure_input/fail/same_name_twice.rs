use secure_api::SecureInput;

#[derive(SecureInput)]
struct Page {
    #[serde(rename = "limit")]
    size: u32,
    limit: u32,
}

fn main() {}
