use secure_api::SecureInput;

#[derive(SecureInput)]
#[input(creates = Document)]
struct Page {
    limit: u32,
}

fn main() {}
