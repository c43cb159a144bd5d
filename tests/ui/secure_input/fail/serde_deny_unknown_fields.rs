use secure_api::SecureInput;

#[derive(SecureInput)]
#[serde(deny_unknown_fields)]
struct Page {
    limit: u32,
}

fn main() {}
