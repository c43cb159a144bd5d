use super::Sanitize;

/// Takes white space off both ends, in Unicode's meaning of it.
///
/// ```
/// use secure_api::{SecureInput, input};
///
/// #[derive(SecureInput)]
/// struct Rename {
///     #[input(sanitize(trim))]
///     #[validate(length(min = 1, max = 80))]
///     name: String,
/// }
///
/// assert_eq!(input::read_json::<Rename>(br#"{"name": " Ada\n"}"#)?.name, "Ada");
/// assert!(input::read_json::<Rename>(br#"{"name": "   "}"#).is_err());
/// # Ok::<(), secure_api::Error>(())
/// ```
pub fn trim<T: Sanitize>(value: &mut T) {
    value.texts(|text| {
        text.truncate(text.trim_end().len());
        let start = text.len() - text.trim_start().len();
        text.drain(..start);
    });
}
