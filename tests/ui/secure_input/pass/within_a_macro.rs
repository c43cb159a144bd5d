macro_rules! page {
    ($name:ident, $limit:ty, $most:expr) => {
        #[derive(secure_api::SecureInput)]
        struct $name {
            #[validate(range(max = $most))]
            limit: $limit,
        }
    };
}
page!(Page, u32, 100);

fn main() {
    let page: Page = secure_api::input::read_json(br#"{"limit": 1}"#).unwrap();
    assert_eq!(page.limit, 1);
}
