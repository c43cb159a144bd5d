use secure_api::SecureInput;

#[derive(SecureInput)]
struct Refused {
    #[input(sanitize(html))] #[validate(length(max = 5))]
    value: String,
}

fn main() {}
