use secure_api::SecureInput;

struct Line {
    count: u8,
}

#[derive(SecureInput)]
struct Order {
    #[validate(items(max = 10))]
    lines: Vec<Line>,
}

fn main() {
    let _ = Line { count: 1 }.count;
}
