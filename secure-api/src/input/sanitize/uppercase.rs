use super::Sanitize;

/// Makes every letter a capital one, in Unicode's meaning of it: `ß` becomes `SS`.
///
/// ```
/// use secure_api::{SecureInput, input};
///
/// #[derive(SecureInput)]
/// struct Address {
///     #[input(sanitize(uppercase))]
///     #[validate(length(equal = 2))]
///     country: String,
/// }
///
/// assert_eq!(input::read_json::<Address>(br#"{"country": "nl"}"#)?.country, "NL");
/// assert!(input::read_json::<Address>(br#"{"country": "nld"}"#).is_err());
/// # Ok::<(), secure_api::Error>(())
/// ```
pub fn uppercase<T: Sanitize>(value: &mut T) {
    value.texts(|text| *text = text.to_uppercase());
}
