use secure_api::SecureInput;

#[derive(SecureInput)]
#[serde(try_from = "String")]
struct Title(#[validate(length(max = 100))] String);

fn main() {}
