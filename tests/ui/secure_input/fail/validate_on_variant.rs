use secure_api::SecureInput;

#[derive(SecureInput)]
enum Kind {
    #[validate(length(max = 100))]
    Named(#[validate(length(max = 100))] String),
}

fn main() {}
