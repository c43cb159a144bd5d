use secure_api::SecureInput;

#[derive(SecureInput)]
struct Import {
    #[input(unbounded(reason = "it is small"))]
    #[validate(items(max = 10))]
    rows: Vec<u32>,
}

fn main() {}
