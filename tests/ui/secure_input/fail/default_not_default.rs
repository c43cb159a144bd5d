use secure_api::SecureInput;

#[derive(SecureInput)]
enum Order {
    Up,
    Down,
}

#[derive(SecureInput)]
struct Page {
    #[serde(default)]
    order: Order,
}

fn main() {}
