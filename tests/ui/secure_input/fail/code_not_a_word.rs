use secure_api::SecureInput;

#[derive(SecureInput)]
struct Page {
    #[validate(range(max = 9, code = "Too large!"))]
    limit: u32,
}

fn main() {}
