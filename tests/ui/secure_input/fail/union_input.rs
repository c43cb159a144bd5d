use secure_api::SecureInput;

#[derive(SecureInput)]
union Bits {
    number: u32,
}

fn main() {}
