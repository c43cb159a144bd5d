use secure_api::SecureInput;

#[derive(SecureInput)]
struct Refused {
    #[validate(items(max = 5), keys(length(max = 5)))]
    value: std::collections::BTreeMap<String, String>,
}

fn main() {}
