use secure_api::SecureInput;

#[derive(SecureInput)]
struct Name<'a> {
    #[validate(length(max = 100))]
    name: std::borrow::Cow<'a, str>,
}

fn main() {}
