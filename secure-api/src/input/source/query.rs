//! The query of the URI.

use axum::extract::Query;

use super::{argument, needs_no_state, read_text, urlencoded};
use crate::{
    clock::{Clock as _, Instant, SystemClock},
    endpoint::{Admitted, Argument, EndpointArgument, ViaPipeline},
    error::Result,
    input::{MemberInfo, SecureInput, StateRules, Valid, report::Origin, state::check_with_state},
    policy::{ArgumentKind, InputSource},
};

impl<T: SecureInput> EndpointArgument for Valid<Query<T>> {
    const KIND: ArgumentKind =
        ArgumentKind::Input(argument::<T>(InputSource::Query, misfit::<T>()));
}

/// Why an input cannot come from a query, if it cannot.
const fn misfit<T: SecureInput>() -> Option<&'static str> {
    if MemberInfo::have_files(T::MEMBERS) {
        Some("a query holds no files\nhelp: take this as `Valid<Multipart<…>>`")
    } else if !T::FLAT {
        Some(
            "a query holds named texts: no lists, and no inputs inside\nhelp: take this as `Valid<Json<…>>`",
        )
    } else if T::HOLDS_SECRET {
        Some(
            "a secret stands in the URI here, which others write down\nhelp: take it as `Valid<Json<…>>` or `Valid<Form<…>>`",
        )
    } else {
        None
    }
}

impl<S: Sync, T: StateRules<S>> Argument<S, ViaPipeline> for Valid<Query<T>> {
    async fn load(request: &mut Admitted<'_>, state: &S) -> Result<Self> {
        let query = request.parts().uri.query().unwrap_or_default();
        let input = self::query(query, request.now())?;
        if T::ASKS {
            return check_with_state(input, state).await.map(|input| Self(Query(input)));
        }
        Ok(Self(Query(input)))
    }
}

/// Reads an input from a query string, without the `?`: what `Valid<Query<T>>` does. A name that stands twice is refused.
///
/// ```
/// use secure_api::{SecureInput, input};
///
/// #[derive(SecureInput)]
/// struct Search {
///     #[input(sanitize(trim))]
///     #[validate(length(max = 50))]
///     term: String,
///     #[validate(range(max = 100))]
///     limit: Option<u32>,
/// }
///
/// let search: Search = input::read_query("term=+caf%C3%A9&limit=20")?;
/// assert_eq!((search.term.as_str(), search.limit), ("café", Some(20)));
/// assert!(input::read_query::<Search>("term=a&term=b").is_err());
/// # Ok::<(), secure_api::Error>(())
/// ```
///
/// # Errors
/// 400 if it is not UTF-8 or has more than 1,000 pairs; 422 with every failure if it is not what `T` asks for.
pub fn read_query<T: SecureInput>(query: &str) -> Result<T> {
    const { needs_no_state::<T>() };
    self::query(query, SystemClock.now())
}

/// The same as [`read_query`] at a moment of your choice.
///
/// # Errors
/// Those of [`read_query`].
pub fn read_query_at<T: SecureInput>(query: &str, now: Instant) -> Result<T> {
    const { needs_no_state::<T>() };
    self::query(query, now)
}

/// Reads it, rules that need the state aside.
fn query<T: SecureInput>(query: &str, now: Instant) -> Result<T> {
    read_text(Origin::Text, now, urlencoded::pairs("query", query.as_bytes())?, Vec::new())
}
