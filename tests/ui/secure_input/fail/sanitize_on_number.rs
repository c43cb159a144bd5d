use secure_api::SecureInput;

#[derive(SecureInput)]
struct Page {
    #[input(sanitize(trim))]
    limit: u32,
}

fn main() {}
