use secure_api::SecureInput;

#[derive(SecureInput)]
struct Page {
    #[input(sanitize(nfc, strip_control))]
    #[validate(length(max = 100))]
    title: String,
}

fn main() {}
