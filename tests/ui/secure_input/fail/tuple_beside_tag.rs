use secure_api::SecureInput;

#[derive(SecureInput)]
#[serde(tag = "type")]
enum Shape {
    Line(i32, i32),
}

fn main() {}
