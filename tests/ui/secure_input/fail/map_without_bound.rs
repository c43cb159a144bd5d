use secure_api::SecureInput;

#[derive(SecureInput)]
struct Refused {
    #[validate(keys(length(max = 5)))]
    value: std::collections::BTreeMap<String, u8>,
}

fn main() {}
