use secure_api::SecureInput;

#[derive(SecureInput)]
struct Page {
    #[validate(length(max = 10))]
    limit: u32,
}

fn main() {}
