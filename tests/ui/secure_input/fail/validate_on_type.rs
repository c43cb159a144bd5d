use secure_api::SecureInput;

#[derive(SecureInput)]
#[validate(length(max = 100))]
struct Page {
    limit: u32,
}

fn main() {}
