//! Rules that need the application's state.

use futures_util::future::BoxFuture;

use super::{
    SecureInput,
    report::{Origin, Report},
    source::json,
};
use crate::{
    clock::{Clock as _, SystemClock},
    error::Result,
};

/// The rules of an input that need the application's state `S`: those of `async_custom`. Derived with the input; where it has no such
/// rule, any state will do.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has rules that need another state than `{S}`",
    label = "its rules need another state",
    note = "`#[input(state = …)]` above it names the state of the router"
)]
pub trait StateRules<S>: SecureInput {
    /// Whether there is anything to ask.
    #[doc(hidden)]
    const ASKS: bool = true;

    /// Asks them, one after the other, and takes note of what they say.
    #[doc(hidden)]
    fn check_with_state(&self, _: &S, _: &mut Report) -> impl Future<Output = ()> + Send {
        std::future::ready(())
    }
}

/// Reads an input from JSON, and asks the rules that need the application's state: what `Valid<Json<T>>` does with the body of a
/// request. For messages from queues and for tests.
///
/// ```
/// use secure_api::{SecureInput, input::{self, ValidationError}};
///
/// struct App {
///     taken: Vec<String>,
/// }
///
/// async fn is_free(name: &str, app: &App) -> Result<(), ValidationError> {
///     match app.taken.iter().any(|taken| taken == name) {
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
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// let app = App { taken: vec!["ada".to_owned()] };
/// assert!(input::read_json_with_state::<NewUser, _>(br#"{"name": "eve"}"#, &app).await.is_ok());
/// assert!(input::read_json_with_state::<NewUser, _>(br#"{"name": "ada"}"#, &app).await.is_err());
/// # });
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
/// Those of [`read_json`](super::read_json); 422 if one of these rules says so.
pub async fn read_json_with_state<T: StateRules<S>, S>(json: &[u8], state: &S) -> Result<T> {
    ask_state(self::json(json, SystemClock.now())?, state).await
}

/// What is valid by itself, if the rules that need the state agree.
async fn ask_state<T: StateRules<S>, S>(input: T, state: &S) -> Result<T> {
    let mut report = Report::new(Origin::Json, SystemClock.now());
    input.check_with_state(state, &mut report).await;
    report.conclude(Some(input))
}

/// The same for an input that has such rules: a box, so that endpoints whose inputs have none carry no room for it.
pub(super) fn check_with_state<T: StateRules<S>, S: Sync>(
    input: T,
    state: &S,
) -> BoxFuture<'_, Result<T>> {
    Box::pin(ask_state(input, state))
}
