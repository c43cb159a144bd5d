use secure_api::SecureInput;

#[derive(SecureInput)]
struct Import {
    #[input(unbounded(reason = " "))]
    rows: Vec<u32>,
}

fn main() {}
