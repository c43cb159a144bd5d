use validator::ValidateEmail as _;

use super::Text;
use crate::input::{Flaw, Verdict};

/// `email`: an e-mail address as HTML's input fields accept it. Such an address has at most 64 characters before the `@`
/// and 255 after it, so this rule is a bound too.
///
/// ```
/// use secure_api::{SecureInput, input};
///
/// #[derive(SecureInput)]
/// struct Invite {
///     #[input(sanitize(trim, lowercase))]
///     #[validate(email)]
///     address: String,
/// }
///
/// assert!(input::read_json::<Invite>(br#"{"address": "Ada@example.com "}"#).is_ok());
/// assert!(input::read_json::<Invite>(br#"{"address": "ada@"}"#).is_err());
/// ```
///
/// # Errors
/// If the value is no address.
pub fn email<T: Text>(value: &T) -> Verdict {
    match value.text().validate_email() {
        true => Ok(()),
        false => Err(Flaw::new("email", "must be an e-mail address")),
    }
}
