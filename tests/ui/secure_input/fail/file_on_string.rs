use secure_api::SecureInput;

#[derive(SecureInput)]
struct Refused {
    #[validate(file(max = "5MiB", types("text/plain")))]
    value: String,
}

fn main() {}
