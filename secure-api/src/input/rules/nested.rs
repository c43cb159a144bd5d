use crate::input::{SecureInput, Verdict};

/// `nested`: another input, or a list of them with `each(nested)`. Inputs check themselves wherever they stand; this
/// rule says it in writing, and does not compile on anything else.
///
/// ```
/// use secure_api::{SecureInput, input};
///
/// #[derive(SecureInput)]
/// struct Address {
///     #[validate(length(min = 1, max = 80))]
///     city: String,
/// }
///
/// #[derive(SecureInput)]
/// struct Customer {
///     #[validate(nested)]
///     address: Address,
/// }
///
/// assert!(input::read_json::<Customer>(br#"{"address": {"city": "Delft"}}"#).is_ok());
/// assert!(input::read_json::<Customer>(br#"{"address": {"city": ""}}"#).is_err());
/// ```
///
/// # Errors
/// Never: the value would not be there.
pub fn nested<T: SecureInput>(_: &T) -> Verdict {
    Ok(())
}
