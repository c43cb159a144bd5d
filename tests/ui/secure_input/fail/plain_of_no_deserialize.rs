use secure_api::SecureInput;

struct Address(u32);

#[derive(SecureInput)]
struct Client {
    #[input(plain)]
    address: Address,
}

fn main() {}
