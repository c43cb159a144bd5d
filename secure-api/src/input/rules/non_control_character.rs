use validator::ValidateNonControlCharacter as _;

use super::Text;
use crate::input::{Flaw, Verdict};

/// `non_control_character`: a text without control characters (Unicode's category Cc), among which are tabs and the ends of
/// lines. Characters without a width or with a direction of their own are none of them.
///
/// ```
/// use secure_api::{SecureInput, input};
///
/// #[derive(SecureInput)]
/// struct Rename {
///     #[validate(non_control_character, length(max = 80))]
///     name: String,
/// }
///
/// assert!(input::read_json::<Rename>(br#"{"name": "Ada"}"#).is_ok());
/// assert!(input::read_json::<Rename>(br#"{"name": "Ada\r\nBcc: all"}"#).is_err());
/// ```
///
/// # Errors
/// If there is one.
pub fn non_control_character<T: Text>(value: &T) -> Verdict {
    match value.text().validate_non_control_character() {
        true => Ok(()),
        false => Err(Flaw::new("non_control_character", "must not contain control characters")),
    }
}
