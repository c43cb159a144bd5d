use secure_api::SecureInput;

#[derive(SecureInput)]
struct Page {
    #[validate(schema(function = check))]
    limit: u32,
}

fn main() {}
