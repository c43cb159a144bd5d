use super::Sanitize;

/// Takes control characters away (Unicode's category Cc), among which are tabs and the ends of lines: what the rule
/// `non_control_character` would refuse. NUL is refused before anything is sanitized.
///
/// ```
/// use secure_api::{SecureInput, input};
///
/// #[derive(SecureInput)]
/// struct Rename {
///     #[input(sanitize(strip_control))]
///     #[validate(length(min = 1, max = 80))]
///     name: String,
/// }
///
/// assert_eq!(input::read_json::<Rename>(br#"{"name": "A\u001b[1mda\r\n"}"#)?.name, "A[1mda");
/// assert!(input::read_json::<Rename>(br#"{"name": "\u001b"}"#).is_err());
/// # Ok::<(), secure_api::Error>(())
/// ```
pub fn strip_control<T: Sanitize>(value: &mut T) {
    value.texts(|text| text.retain(|character| !character.is_control()));
}
