use validator::ValidationError;

use super::custom;
use crate::input::Verdict;

/// `async_custom(function = check)`, on a field or above a type: a value for which a function of yours says so that needs the application's
/// state, a database perhaps. The function is `async fn(&T, &App) -> Result<(), ValidationError>`, and `#[input(state = App)]` above the type
/// names the state, which is that of the router. These rules are asked last, one after the other, and only of a value that is valid
/// otherwise. They belong to the input that the endpoint takes, not to one inside it.
///
/// What such a rule has found can be another a moment later: a name that is free may be taken before it is written. The constraint of the
/// database has the last word.
///
/// ```
/// use secure_api::{SecureState, Security, input::ValidationError, prelude::*};
/// use axum::Json;
///
/// #[derive(Clone, SecureState)]
/// struct App {
///     security: Security,
///     taken: &'static [&'static str],
/// }
///
/// async fn is_free(name: &str, app: &App) -> Result<(), ValidationError> {
///     match app.taken.contains(&name) {
///         true => Err(ValidationError::new("taken").with_message("is taken".into())),
///         false => Ok(()),
///     }
/// }
///
/// #[derive(SecureInput)]
/// #[input(state = App)]
/// struct NewUser {
///     #[validate(length(max = 20), async_custom(function = is_free))]
///     name: String,
/// }
///
/// #[secure_endpoint(public(reason = "anyone may join"), rate = "5/min")]
/// async fn join(Valid(Json(new)): Valid<Json<NewUser>>) -> String {
///     new.name
/// }
/// ```
///
/// # Errors
/// If the function returns one.
pub fn async_custom(outcome: Result<(), ValidationError>, holds_secret: fn() -> bool) -> Verdict {
    custom(outcome, holds_secret)
}
