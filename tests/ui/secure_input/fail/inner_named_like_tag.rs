use secure_api::SecureInput;

#[derive(SecureInput)]
struct Inner {
    kind: u8,
}

#[derive(SecureInput)]
#[serde(tag = "kind")]
enum Shape {
    Box(Inner),
}

fn main() {}
