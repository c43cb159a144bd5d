use secure_api::SecureInput;

#[derive(SecureInput)]
struct Refused {
    #[validate(items(max = 5, unique))]
    value: Vec<f64>,
}

fn main() {}
