use validator::ValidateCreditCard as _;

use super::Text;
use crate::input::{Flaw, Verdict};

/// The longest primary account number (ISO/IEC 7812-1).
const LONGEST: usize = 19;

/// `credit_card`: the number of a payment card of a known network, in digits alone, whose check digit is right (ISO/IEC
/// 7812-1, Luhn). It has at most 19 digits, so this rule is a bound too. That a number is well-formed does not say that
/// there is such a card.
///
/// ```
/// use secure_api::{SecureInput, input};
///
/// #[derive(SecureInput)]
/// struct Payment {
///     #[validate(credit_card)]
///     card: String,
/// }
///
/// assert!(input::read_json::<Payment>(br#"{"card": "4539571147647251"}"#).is_ok());
/// assert!(input::read_json::<Payment>(br#"{"card": "4539571147647252"}"#).is_err());
/// ```
///
/// # Errors
/// If the value is no such number.
pub fn credit_card<T: Text>(value: &T) -> Verdict {
    let text = value.text();
    match text.len() <= LONGEST && text.validate_credit_card() {
        true => Ok(()),
        false => Err(Flaw::new("credit_card", "must be the number of a payment card")),
    }
}
