use secure_api::SecureInput;

#[derive(SecureInput)]
struct Page {
    #[input(email)]
    address: u32,
}

fn main() {}
