use secure_api::SecureInput;

#[derive(SecureInput)]
struct Place(#[serde(rename = "x")] f64, f64);

fn main() {}
