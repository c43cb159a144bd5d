use secure_api::SecureInput;

#[derive(SecureInput)]
#[serde(default = "standard")]
struct Page {
    limit: u32,
}

fn main() {}
