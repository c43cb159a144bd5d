use secure_api::SecureInput;

#[derive(SecureInput)]
struct Batch<T: Clone> {
    #[validate(items(max = 10))]
    items: Vec<T>,
}

fn main() {}
