use super::Text;
use crate::input::{Flaw, Verdict};

/// `decimal(max_digits = …, scale = …)`: a decimal number as text, so that no digit is lost: an optional `-`, digits, and
/// at most `scale` digits after a point. All digits together are at most `max_digits`, as in SQL's `NUMERIC(max_digits,
/// scale)`. The form is that of JSON's numbers (RFC 8259, section 6) without an exponent: one spelling for each number, but
/// for zeros at the end. It bounds the text, so this rule is a bound too.
///
/// ```
/// use secure_api::{SecureInput, input};
///
/// #[derive(SecureInput)]
/// struct Price {
///     #[validate(decimal(max_digits = 6, scale = 2))]
///     amount: String,
/// }
///
/// assert!(input::read_json::<Price>(br#"{"amount": "1234.50"}"#).is_ok());
/// assert!(input::read_json::<Price>(br#"{"amount": "12345.5"}"#).is_err()); // would not fit NUMERIC(6, 2)
/// assert!(input::read_json::<Price>(br#"{"amount": "1e3"}"#).is_err());
/// ```
///
/// # Errors
/// If the value is no such number, or has more digits.
pub fn decimal<T: Text>(value: &T, max_digits: usize, scale: usize) -> Verdict {
    match fits(value.text(), max_digits, scale) {
        true => Ok(()),
        false => {
            let whole = max_digits.saturating_sub(scale);
            let detail = format!(
                "must be a decimal number with at most {whole} digits before and {scale} after the point"
            );
            Err(Flaw::new("decimal", detail)
                .with("max_digits", Some(max_digits))
                .with("scale", Some(scale)))
        }
    }
}

fn fits(text: &str, max_digits: usize, scale: usize) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = match number.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (number, None),
    };
    // The zero before a point is no digit of the number.
    let counted = if whole == "0" { 0 } else { whole.len() };
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && counted <= max_digits.saturating_sub(scale)
        && fraction.is_none_or(|fraction| digits(fraction) && fraction.len() <= scale)
}
