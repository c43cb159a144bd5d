use ::uuid::Uuid;

use super::Text;
use crate::input::{Flaw, Verdict};

/// `uuid`: a UUID as RFC 9562 writes it, 32 hexadecimal digits and four hyphens, so this rule is a bound too. A field of
/// the type `Uuid` needs no rule; this one is for text that stays text.
///
/// ```
/// use secure_api::{SecureInput, input};
///
/// #[derive(SecureInput)]
/// struct Reference {
///     #[validate(uuid)]
///     id: String,
/// }
///
/// assert!(input::read_json::<Reference>(br#"{"id": "67e55044-10b1-426f-9247-bb680e5fe0c8"}"#).is_ok());
/// assert!(input::read_json::<Reference>(br#"{"id": "67e5504410b1426f9247bb680e5fe0c8"}"#).is_err());
/// ```
///
/// # Errors
/// If the value is none.
pub fn uuid<T: Text>(value: &T) -> Verdict {
    // The parser knows other spellings, none of which has 36 characters.
    let text = value.text();
    match text.len() == 36 && Uuid::try_parse(text).is_ok() {
        true => Ok(()),
        false => Err(Flaw::new("uuid", "must be a UUID")),
    }
}
