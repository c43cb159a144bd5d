use secure_api::SecureInput;

#[derive(SecureInput)]
struct Page {
    limit: u32,
    #[serde(skip)]
    total: u32,
}

fn main() {}
