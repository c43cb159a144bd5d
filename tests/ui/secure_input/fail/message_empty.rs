use secure_api::SecureInput;

#[derive(SecureInput)]
struct Page {
    #[validate(range(max = 9, message = ""))]
    limit: u32,
}

fn main() {}
