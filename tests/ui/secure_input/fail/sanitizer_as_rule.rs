use secure_api::SecureInput;

#[derive(SecureInput)]
struct Page {
    #[validate(trim, length(max = 100))]
    title: String,
}

fn main() {}
