use secure_api::SecureInput;

#[derive(SecureInput)]
struct Names {
    first: u8,
    #[serde(alias = "first")]
    second: u8,
}

fn main() {}
