use super::Text;
use crate::input::{Flaw, Verdict};

/// `phone`: an international telephone number as E.164 has it: `+`, a country code that does not begin with 0, and 7 to 15
/// digits in all, nothing between them. It has at most 16 characters, so this rule is a bound too. Whether somebody answers
/// there only a call can tell.
///
/// ```
/// use secure_api::{SecureInput, input};
///
/// #[derive(SecureInput)]
/// struct Contact {
///     #[validate(phone)]
///     phone: String,
/// }
///
/// assert!(input::read_json::<Contact>(br#"{"phone": "+31201234567"}"#).is_ok());
/// assert!(input::read_json::<Contact>(br#"{"phone": "020 1234567"}"#).is_err());
/// ```
///
/// # Errors
/// If the value is no such number.
pub fn phone<T: Text>(value: &T) -> Verdict {
    let is_number = value.text().strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|byte| byte.is_ascii_digit())
    });
    match is_number {
        true => Ok(()),
        false => Err(Flaw::new("phone", "must be a telephone number such as `+31201234567`")),
    }
}
