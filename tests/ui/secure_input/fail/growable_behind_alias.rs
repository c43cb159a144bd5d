use secure_api::SecureInput;

type Title = Option<String>;

#[derive(SecureInput)]
struct NewDocument {
    #[validate(length(min = 1))]
    title: Title,
}

fn main() {}
