use secure_api::SecureInput;

#[derive(SecureInput)]
struct NewDocument {
    #[validate(lenght(max = 100))]
    title: String,
    #[serde(default)]
    #[validate(length(max = 100, min))]
    content: String,
}

fn main() {
    // The input is there all the same, so that this raises nothing more.
    let _ = secure_api::input::read_json::<NewDocument>(b"{}");
}
