use secure_api::SecureInput;

#[derive(SecureInput)]
struct NewDocument {
    #[validate(length(max = 100), regex("^[a-z]+$"))]
    slug: String,
}

fn main() {}
