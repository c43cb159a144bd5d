use secure_api::SecureInput;

#[derive(SecureInput)]
#[serde(transparent)]
struct Title(#[validate(length(max = 100))] String);

fn main() {}
