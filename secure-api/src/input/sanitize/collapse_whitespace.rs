use super::Sanitize;

/// Makes one space of every run of white space, in Unicode's meaning of it, ends of lines too. What stands at either end
/// stays, as one space; `trim` takes that away.
///
/// ```
/// use secure_api::{SecureInput, input};
///
/// #[derive(SecureInput)]
/// struct Rename {
///     #[input(sanitize(trim, collapse_whitespace))]
///     #[validate(length(max = 15))]
///     name: String,
/// }
///
/// assert_eq!(input::read_json::<Rename>(br#"{"name": "Ada \t\n Lovelace "}"#)?.name, "Ada Lovelace");
/// assert!(input::read_json::<Rename>(br#"{"name": "Ada  King Lovelace"}"#).is_err());
/// # Ok::<(), secure_api::Error>(())
/// ```
pub fn collapse_whitespace<T: Sanitize>(value: &mut T) {
    value.texts(|text| {
        let mut collapsed = String::with_capacity(text.len());
        let mut is_run = false;
        for character in text.chars() {
            if !character.is_whitespace() {
                collapsed.push(character);
            } else if !is_run {
                collapsed.push(' ');
            }
            is_run = character.is_whitespace();
        }
        *text = collapsed;
    });
}
