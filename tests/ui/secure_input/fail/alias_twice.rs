use secure_api::SecureInput;

#[derive(SecureInput)]
struct Names {
    #[serde(alias = "first", alias = "first")]
    name: u8,
}

fn main() {}
