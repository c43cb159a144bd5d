use secure_api::SecureInput;

struct Money {
    cents: u64,
}

#[derive(SecureInput)]
struct Offer {
    price: Money,
}

fn main() {}
