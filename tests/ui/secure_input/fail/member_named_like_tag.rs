use secure_api::SecureInput;

#[derive(SecureInput)]
#[serde(tag = "type")]
enum Shape {
    Box {
        #[serde(rename = "type")]
        kind: u8,
    },
}

fn main() {}
