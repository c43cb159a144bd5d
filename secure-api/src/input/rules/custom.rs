use std::borrow::Cow;

use validator::ValidationError;

use crate::input::{Flaw, Verdict};

/// `custom(function = check)`: a value for which a function of yours says so. The function is
/// `fn(&T) -> Result<(), ValidationError>`; code and message of the error go to the client.
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
pub fn custom(outcome: Result<(), ValidationError>, _is_secret: bool) -> Verdict {
    outcome.map_err(|error| {
        let code = match error.code {
            Cow::Borrowed(code) => code,
            Cow::Owned(_) => "custom",
        };
        Flaw::new(code, error.message.unwrap_or(Cow::Borrowed("is not valid")))
    })
}
