use secure_api::SecureInput;

#[derive(SecureInput)]
#[validate(schema)]
struct Page {
    limit: u32,
}

fn main() {}
