use secure_api::SecureInput;

#[derive(SecureInput)]
struct Refused {
    #[validate(datetime(today))]
    value: String,
}

fn main() {}
