fn main() {
    struct Local;
    let _ = Local;
    #[derive(secure_api::SecureInput)]
    struct Page {
        limit: u32,
    }
    let page: Page = secure_api::input::read_json(br#"{"limit": 1}"#).unwrap();
    assert_eq!(page.limit, 1);
}
