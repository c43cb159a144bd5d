use secure_api::SecureInput;

#[derive(SecureInput, serde::Deserialize)]
struct Page {
    limit: u32,
}

fn main() {}
