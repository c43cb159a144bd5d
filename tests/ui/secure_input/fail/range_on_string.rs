use secure_api::SecureInput;

#[derive(SecureInput)]
struct Page {
    #[validate(length(max = 10), range(min = 1))]
    limit: String,
}

fn main() {}
