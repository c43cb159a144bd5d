use secure_api::SecureInput;

#[derive(SecureInput)]
struct Refused {
    #[validate(decimal(max_digits = 5, scale = 2))]
    value: f64,
}

fn main() {}
