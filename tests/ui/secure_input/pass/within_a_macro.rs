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

// The attributes themselves come from where the macro is called.
macro_rules! texts {
    ($name:ident, [$($sanitizer:tt)*], [$($rule:tt)*]) => {
        #[derive(secure_api::SecureInput)]
        struct $name {
            #[input(sanitize($($sanitizer)*))]
            #[validate($($rule)*)]
            texts: Option<Vec<String>>,
        }
    };
}
texts!(Texts, [trim, html(text)], [required, items(max = 5, unique), each(one_of("a"), datetime(past))]);

fn main() {
    let page: Page = secure_api::input::read_json(br#"{"limit": 1}"#).unwrap();
    assert_eq!(page.limit, 1);
}
