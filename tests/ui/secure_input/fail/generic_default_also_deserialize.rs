use secure_api::SecureInput;

#[derive(SecureInput, serde::Deserialize)]
struct Batch<T> {
    #[serde(default)]
    #[validate(items(max = 10))]
    items: Vec<T>,
}

fn main() {}
