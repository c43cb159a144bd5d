use secure_api::SecureInput;

#[derive(SecureInput)]
struct Page {
    #[serde(with = hex)]
    limit: u32,
}

fn main() {}
