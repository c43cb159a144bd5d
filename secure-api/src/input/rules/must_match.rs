use crate::input::{Flaw, Verdict};

/// `must_match(other = member)`: a value that equals another member's. If one of them is there, the other must be too.
///
/// ```
/// use secure_api::{SecureInput, input};
///
/// #[derive(SecureInput)]
/// struct NewPassword {
///     #[validate(length(min = 12, max = 200))]
///     password: String,
///     #[validate(must_match(other = password), length(max = 200))]
///     repeated: String,
/// }
///
/// let json = br#"{"password": "correct horse", "repeated": "correct house"}"#;
/// assert!(input::read_json::<NewPassword>(json).is_err());
/// ```
///
/// # Errors
/// If the values differ.
pub fn must_match<T: PartialEq>(value: Option<&T>, other: Option<&T>) -> Verdict {
    match other == value {
        true => Ok(()),
        false => Err(Flaw::new("must_match", "must be the same as the other member")),
    }
}
