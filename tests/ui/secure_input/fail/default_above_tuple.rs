use secure_api::SecureInput;

#[derive(SecureInput)]
#[serde(default)]
struct Place(f64, f64);

fn main() {}
