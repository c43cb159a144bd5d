use secure_api::SecureInput;

#[derive(SecureInput)]
struct Name(#[validate(length(max = 100))] String);

#[derive(SecureInput)]
#[serde(tag = "type")]
enum Shape {
    Named(Name),
}

fn main() {}
