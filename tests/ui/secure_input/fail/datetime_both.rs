use secure_api::SecureInput;

#[derive(SecureInput)]
struct Refused {
    #[validate(datetime(past, future))]
    value: String,
}

fn main() {}
