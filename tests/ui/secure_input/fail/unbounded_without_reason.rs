use secure_api::SecureInput;

#[derive(SecureInput)]
struct Import {
    #[input(unbounded)]
    rows: Vec<u32>,
}

fn main() {}
