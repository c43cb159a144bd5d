use secure_api::SecureInput;

#[derive(SecureInput)]
struct Page {
    limit: u32,
}

fn main() {
    let _: Page = serde_json::from_str("{}").unwrap();
}
