use icu_normalizer::ComposingNormalizerBorrowed;

use super::Sanitize;

/// Normalization form C of Unicode (UAX #15): a letter and its accent become one character where there is one, so that equal
/// text is equal bytes. It changes nothing that people see, and does not make letters alike that only look so.
///
/// ```
/// use secure_api::{SecureInput, input};
///
/// #[derive(SecureInput)]
/// struct Place {
///     #[input(sanitize(nfc))]
///     #[validate(length(max = 4))]
///     name: String,
/// }
///
/// assert_eq!(input::read_json::<Place>(r#"{"name": "Cafe\u0301"}"#.as_bytes())?.name, "Café");
/// assert!(input::read_json::<Place>(r#"{"name": "Cafe\u0301s"}"#.as_bytes()).is_err());
/// # Ok::<(), secure_api::Error>(())
/// ```
pub fn nfc<T: Sanitize>(value: &mut T) {
    value.texts(|text| {
        *text = ComposingNormalizerBorrowed::new_nfc().normalize(text).into_owned();
    });
}
