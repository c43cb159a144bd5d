#[derive(secure_api::SecureInput)]
struct Nothing {}

fn main() {
    assert!(secure_api::input::read_json::<Nothing>(b"{}").is_ok());
    assert!(secure_api::input::read_json::<Nothing>(br#"{"a": 1}"#).is_err());
}
