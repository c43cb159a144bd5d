use secure_api::SecureInput;

#[derive(SecureInput)]
struct Holder<T> {
    value: T,
}

fn main() {
    let _ = secure_api::input::read_json::<Holder<u8>>(b"{}");
    let _ = secure_api::input::read_json::<Holder<String>>(b"{}");
}
