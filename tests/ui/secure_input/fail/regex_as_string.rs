use secure_api::SecureInput;

#[derive(SecureInput)]
struct NewDocument {
    #[validate(length(max = 100), regex(path = "SLUG"))]
    slug: String,
}

fn main() {}
