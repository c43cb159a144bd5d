use secure_api::SecureInput;

#[derive(SecureInput)]
struct Page<T> {
    limit: T,
}

fn main() {}
