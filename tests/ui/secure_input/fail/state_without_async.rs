use secure_api::SecureInput;

struct App;

#[derive(SecureInput)]
#[input(state = App)]
struct Page {
    limit: u32,
}

fn main() {}
