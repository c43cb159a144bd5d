use std::borrow::Cow;

use validator::ValidationError;

use crate::input::{Flaw, Verdict};

/// `custom(function = check)`: a value for which a function of yours says so. The function is
/// `fn(&T) -> Result<(), ValidationError>`; code, message and params of the error go to the client, but for the param `value`, which by
/// custom holds the value. A code that is no constant becomes `custom`.
///
/// Where the value is a [`Secret`](crate::Secret), or has one in it, only constants go there: a message that is put together may quote it,
/// and so may a param.
///
/// ```
/// use secure_api::{SecureInput, input::{self, ValidationError}};
///
/// fn is_even(number: &u32) -> Result<(), ValidationError> {
///     match number % 2 {
///         0 => Ok(()),
///         _ => Err(ValidationError::new("even").with_message("must be even".into())),
///     }
/// }
///
/// #[derive(SecureInput)]
/// struct Pairs {
///     #[validate(custom(function = is_even))]
///     socks: u32,
/// }
///
/// assert!(input::read_json::<Pairs>(br#"{"socks": 2}"#).is_ok());
/// assert!(input::read_json::<Pairs>(br#"{"socks": 3}"#).is_err());
/// ```
///
/// # Errors
/// If the function returns one.
pub fn custom(outcome: Result<(), ValidationError>, holds_secret: fn() -> bool) -> Verdict {
    outcome.map_err(|ValidationError { code, message, params }| {
        let is_secret = holds_secret();
        let code = match code {
            Cow::Borrowed(code) => code,
            Cow::Owned(_) => "custom",
        };
        // What was put together at run time may have the value in it; a constant cannot.
        let is_kept = |text: &Cow<'_, str>| !is_secret || matches!(text, Cow::Borrowed(_));
        let flaw = Flaw::new(code, message.filter(is_kept).unwrap_or("is not valid".into()));
        let params = params.into_iter().filter(|(name, _)| !is_secret && name != "value");
        params.fold(flaw, |flaw, (name, param)| flaw.with(name, Some(param)))
    })
}
