//! From bytes to input.

use std::borrow::Cow;

use axum::extract::RawPathParams;
use serde::de::value::{Error as ValueError, MapDeserializer};

use super::{
    SecureInput, malformed,
    report::{Origin, Report, Scope},
};
use crate::{
    clock::{Clock as _, Instant, SystemClock},
    error::{Error, ErrorKind, Result},
};

/// Reads an input from JSON: what `Valid<Json<T>>` does with the body of a request. For messages from queues, files and
/// tests.
///
/// ```
/// use secure_api::{SecureInput, input};
///
/// #[derive(SecureInput)]
/// struct Rename {
///     #[validate(length(min = 1, max = 80))]
///     name: String,
/// }
///
/// assert_eq!(input::read_json::<Rename>(br#"{"name": "Ada"}"#)?.name, "Ada");
/// assert_eq!(input::read_json::<Rename>(b"{").err().map(|error| error.status()), Some(400));
/// assert_eq!(input::read_json::<Rename>(b"{}").err().map(|error| error.status()), Some(422));
/// # Ok::<(), secure_api::Error>(())
/// ```
///
/// # Errors
/// 400 if it is no JSON, with the place where it breaks off; 422 with every failure if it is not what `T` asks for.
pub fn read_json<T: SecureInput>(json: &[u8]) -> Result<T> {
    read_json_at(json, SystemClock.now())
}

/// The same as [`read_json`] at a moment of your choice, which the rule `datetime` compares with.
///
/// ```
/// use secure_api::{SecureInput, clock::Instant, input};
///
/// #[derive(SecureInput)]
/// struct Booking {
///     #[validate(datetime(future))]
///     from: String,
/// }
///
/// let json = br#"{"from": "2030-01-01T12:00:00Z"}"#;
/// let (before, after) = (1_700_000_000, 1_900_000_000);
/// assert!(input::read_json_at::<Booking>(json, Instant::from_unix_seconds(before)).is_ok());
/// assert!(input::read_json_at::<Booking>(json, Instant::from_unix_seconds(after)).is_err());
/// ```
///
/// # Errors
/// Those of [`read_json`].
pub fn read_json_at<T: SecureInput>(json: &[u8], now: Instant) -> Result<T> {
    const { needs_no_state::<T>() };
    self::json(json, now)
}

/// Reads an input from JSON, rules that need the state aside.
pub(super) fn json<T: SecureInput>(json: &[u8], now: Instant) -> Result<T> {
    let mut report = Report::new(Origin::Json, now);
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let read = T::read(&mut deserializer, &mut Scope::root(&mut report));
    match read.and_then(|value| deserializer.end().map(|()| value)) {
        Ok(value) => report.conclude(value),
        Err(error) => Err(malformed::json(json, &error)),
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
/// 400 if it is not UTF-8, with the pair; 422 with every failure if it is not what `T` asks for.
pub fn read_query<T: SecureInput>(query: &str) -> Result<T> {
    read_query_at(query, SystemClock.now())
}

/// The same as [`read_query`] at a moment of your choice.
///
/// # Errors
/// Those of [`read_query`].
pub fn read_query_at<T: SecureInput>(query: &str, now: Instant) -> Result<T> {
    const { needs_no_state::<T>() };
    self::query(query, now)
}

/// Reads an input from a query, rules that need the state aside.
pub(super) fn query<T: SecureInput>(query: &str, now: Instant) -> Result<T> {
    // Bytes that are not UTF-8 come out as U+FFFD, which would be another value than the client sent.
    let is_text = |text: &str| !text.contains(char::REPLACEMENT_CHARACTER);
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        if !is_text(&name) || !is_text(&value) {
            return Err(malformed::query(Some(&*name).filter(|name| is_text(name))));
        }
    }
    read_text(Origin::Query, now, form_urlencoded::parse(query.as_bytes()))
}

/// Reads an input from the captures of a path. Those that `T` does not name are left to other arguments.
pub(super) fn path<T: SecureInput>(captures: &RawPathParams, now: Instant) -> Result<T> {
    let captures = captures.iter().map(|(name, value)| (Cow::from(name), Cow::from(value)));
    read_text(Origin::Path, now, captures).map_err(|error| match error.kind() {
        ErrorKind::Invalid(failures)
            if failures.iter().any(|failure| failure.code == "missing") =>
        {
            Error::internal("the route lacks a capture that `Valid<Path<…>>` reads")
        }
        _ => error,
    })
}

/// A constant that panics, and so a compile error, for an input that would be read past some of its rules.
const fn needs_no_state<T: SecureInput>() {
    assert!(
        !T::NEEDS_STATE,
        "this input has rules that need the application's state\nhelp: write `input::read_json_with_state(json, &state).await`"
    );
}

fn read_text<'a, T: SecureInput>(
    origin: Origin,
    now: Instant,
    pairs: impl Iterator<Item = (Cow<'a, str>, Cow<'a, str>)>,
) -> Result<T> {
    let mut report = Report::new(origin, now);
    let deserializer = MapDeserializer::<_, ValueError>::new(pairs);
    let value = T::read(deserializer, &mut Scope::root(&mut report)).map_err(Error::internal)?;
    report.conclude(value)
}
