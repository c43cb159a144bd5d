use validator::ValidateDoesNotContain as _;

use super::Text;
use crate::input::{Flaw, Verdict};

/// `does_not_contain(pattern = "…")`: a text in which another does not stand.
///
/// ```
/// use secure_api::{SecureInput, input};
///
/// #[derive(SecureInput)]
/// struct Handle {
///     #[validate(does_not_contain(pattern = "@"), length(max = 40))]
///     name: String,
/// }
///
/// assert!(input::read_json::<Handle>(br#"{"name": "ada"}"#).is_ok());
/// assert!(input::read_json::<Handle>(br#"{"name": "ada@example.com"}"#).is_err());
/// ```
///
/// # Errors
/// If it stands there.
pub fn does_not_contain<T: Text>(value: &T, pattern: &str) -> Verdict {
    match value.text().validate_does_not_contain(pattern) {
        true => Ok(()),
        false => {
            let flaw = Flaw::new("does_not_contain", format!("must not contain `{pattern}`"));
            Err(flaw.with("pattern", Some(pattern)))
        }
    }
}
