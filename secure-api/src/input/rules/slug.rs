use super::Text;
use crate::input::{Flaw, Verdict};

/// `slug`: lowercase words of ASCII letters and digits with single hyphens between them, which stand in a URL as they are
/// (RFC 3986, section 2.3). It has no length of its own, so it needs `length(max = …)`.
///
/// ```
/// use secure_api::{SecureInput, input};
///
/// #[derive(SecureInput)]
/// struct Article {
///     #[validate(slug, length(max = 60))]
///     slug: String,
/// }
///
/// assert!(input::read_json::<Article>(br#"{"slug": "on-trust-2"}"#).is_ok());
/// assert!(input::read_json::<Article>(br#"{"slug": "On--Trust"}"#).is_err());
/// ```
///
/// # Errors
/// If the value is none.
pub fn slug<T: Text>(value: &T) -> Verdict {
    let is_word = |word: &str| {
        !word.is_empty()
            && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    match value.text().split('-').all(is_word) {
        true => Ok(()),
        false => Err(Flaw::new("slug", "must be lowercase words such as `on-trust`")),
    }
}
