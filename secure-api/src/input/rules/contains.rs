use validator::ValidateContains as _;

use super::Text;
use crate::input::{Flaw, Verdict};

/// `contains(pattern = "…")`: a text in which another stands.
///
/// ```
/// use secure_api::{SecureInput, input};
///
/// #[derive(SecureInput)]
/// struct Share {
///     #[validate(contains(pattern = "/documents/"), length(max = 200))]
///     link: String,
/// }
///
/// assert!(input::read_json::<Share>(br#"{"link": "/documents/7"}"#).is_ok());
/// assert!(input::read_json::<Share>(br#"{"link": "/folders/7"}"#).is_err());
/// ```
///
/// # Errors
/// If it does not stand there.
pub fn contains<T: Text>(value: &T, pattern: &str) -> Verdict {
    match value.text().validate_contains(pattern) {
        true => Ok(()),
        false => {
            let flaw = Flaw::new("contains", format!("must contain `{pattern}`"));
            Err(flaw.with("pattern", Some(pattern)))
        }
    }
}
