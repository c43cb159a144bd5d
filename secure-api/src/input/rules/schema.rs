use validator::ValidationError;

use super::custom;
use crate::input::Verdict;

/// `schema(function = check)` above a type: a whole for which a function of yours says so, once every member of it is right. The function
/// is `fn(&T) -> Result<(), ValidationError>`; what it says is about the place of the whole, and goes to the client as that of
/// [`custom`](custom()) does.
///
/// ```
/// use secure_api::{SecureInput, input::{self, ValidationError}};
///
/// fn in_order(span: &Span) -> Result<(), ValidationError> {
///     match span.from <= span.to {
///         true => Ok(()),
///         false => Err(ValidationError::new("order").with_message("must not end before it begins".into())),
///     }
/// }
///
/// #[derive(SecureInput)]
/// #[validate(schema(function = in_order))]
/// struct Span {
///     from: u32,
///     to: u32,
/// }
///
/// assert!(input::read_json::<Span>(br#"{"from": 1, "to": 2}"#).is_ok());
/// assert!(input::read_json::<Span>(br#"{"from": 2, "to": 1}"#).is_err());
/// ```
///
/// # Errors
/// If the function returns one.
pub fn schema(outcome: Result<(), ValidationError>, holds_secret: fn() -> bool) -> Verdict {
    custom(outcome, holds_secret)
}
