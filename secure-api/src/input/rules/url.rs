use validator::ValidateUrl as _;

use super::Text;
use crate::input::{Flaw, Verdict};

/// `url`: an absolute `http` or `https` URL. Other schemes are refused, because `javascript:` is one of them. That
/// a URL is well-formed does not make it safe to fetch.
///
/// ```
/// use secure_api::{SecureInput, input};
///
/// #[derive(SecureInput)]
/// struct Profile {
///     #[validate(url, length(max = 200))]
///     website: String,
/// }
///
/// assert!(input::read_json::<Profile>(br#"{"website": "https://example.com/a?b=c"}"#).is_ok());
/// assert!(input::read_json::<Profile>(br#"{"website": "javascript:alert(1)"}"#).is_err());
/// ```
///
/// # Errors
/// If the value is no such URL.
pub fn url<T: Text>(value: &T) -> Verdict {
    let text = value.text();
    let has_scheme = ["https://", "http://"].iter().any(|scheme| {
        text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    });
    // The parser drops tabs and line ends instead of refusing them: what is kept would not be what was checked.
    let is_plain = !text.contains(|character: char| character.is_control());
    match has_scheme && is_plain && text.validate_url() {
        true => Ok(()),
        false => Err(Flaw::new("url", "must be an absolute `http` or `https` URL")),
    }
}
