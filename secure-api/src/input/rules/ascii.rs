use super::Text;
use crate::input::{Flaw, Verdict};

/// `ascii`: a text of ASCII characters (RFC 20), so one without letters that look like others. Control characters are among
/// them; `non_control_character` refuses those.
///
/// ```
/// use secure_api::{SecureInput, input};
///
/// #[derive(SecureInput)]
/// struct Account {
///     #[validate(ascii, length(max = 40))]
///     name: String,
/// }
///
/// assert!(input::read_json::<Account>(br#"{"name": "paypal"}"#).is_ok());
/// assert!(input::read_json::<Account>(r#"{"name": "pаypal"}"#.as_bytes()).is_err()); // a Cyrillic а
/// ```
///
/// # Errors
/// If a character is none of ASCII's.
pub fn ascii<T: Text>(value: &T) -> Verdict {
    match value.text().is_ascii() {
        true => Ok(()),
        false => Err(Flaw::new("ascii", "must consist of ASCII characters")),
    }
}
