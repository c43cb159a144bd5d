//! The body as JSON.

use axum::{Json, http::HeaderMap};

use super::{argument, content_type::only_type, needs_no_state};
use crate::{
    clock::{Clock as _, Instant, SystemClock},
    endpoint::{Admitted, Argument, EndpointArgument, ViaPipeline},
    error::{Error, Result},
    input::{
        MemberInfo, SecureInput, StateRules, Valid, malformed,
        report::{Origin, Report, Scope},
        state::check_with_state,
    },
    policy::{ArgumentKind, InputSource},
};

impl<T: SecureInput> EndpointArgument for Valid<Json<T>> {
    const KIND: ArgumentKind = ArgumentKind::Body(argument::<T>(InputSource::Json, misfit::<T>()));
}

/// Why an input cannot come as JSON, if it cannot.
const fn misfit<T: SecureInput>() -> Option<&'static str> {
    match MemberInfo::have_files(T::MEMBERS) {
        true => Some("JSON holds no files\nhelp: take this as `Valid<Multipart<…>>`"),
        false => None,
    }
}

impl<S: Sync, T: StateRules<S>> Argument<S, ViaPipeline> for Valid<Json<T>> {
    async fn load(request: &mut Admitted<'_>, state: &S) -> Result<Self> {
        let accepted = "application/json";
        let body = request.read_body_of(is_json, accepted).await?;
        let input = json(&body, request.now())?;
        if T::ASKS {
            return check_with_state(input, state).await.map(|input| Self(Json(input)));
        }
        Ok(Self(Json(input)))
    }
}

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
/// 400 if it is no JSON; 422 with every failure if it is not what `T` asks for.
pub fn read_json<T: SecureInput>(json: &[u8]) -> Result<T> {
    const { needs_no_state::<T>() };
    self::json(json, SystemClock.now())
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

/// Reads it, rules that need the state aside.
pub(in crate::input) fn json<T: SecureInput>(json: &[u8], now: Instant) -> Result<T> {
    let mut value = Read::<T>(None);
    read_by(json, now, &mut value)?;
    value.0.ok_or_else(|| Error::internal("an input was read and is not there"))
}

type Deserializer<'de> = serde_json::Deserializer<serde_json::de::SliceRead<'de>>;

/// What an input is read into.
trait Reads {
    /// Says whether there is one.
    fn read(
        &mut self,
        deserializer: &mut Deserializer<'_>,
        scope: &mut Scope<'_>,
    ) -> serde_json::Result<bool>;
}

struct Read<T>(Option<T>);

impl<T: SecureInput> Reads for Read<T> {
    fn read(
        &mut self,
        deserializer: &mut Deserializer<'_>,
        scope: &mut Scope<'_>,
    ) -> serde_json::Result<bool> {
        self.0 = T::read(deserializer, scope)?;
        Ok(self.0.is_some())
    }
}

/// What is the same for inputs of every type.
fn read_by(json: &[u8], now: Instant, value: &mut dyn Reads) -> Result<()> {
    let mut report = Report::new(Origin::Json, now);
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let read = value.read(&mut deserializer, &mut Scope::root(&mut report));
    match read.and_then(|is_there| deserializer.end().map(|()| is_there)) {
        Ok(is_there) => report.into_result(is_there),
        Err(error) => Err(malformed::json(json, &error)),
    }
}

/// Whether the one content type is `application/json` or `application/…+json`.
fn is_json(headers: &HeaderMap) -> bool {
    let Some((kind, subtype)) = only_type(headers).and_then(|only| only.essence().split_once('/'))
    else {
        return false;
    };
    let suffix = subtype.rsplit_once('+').map_or(subtype, |(_, suffix)| suffix);
    kind.eq_ignore_ascii_case("application") && suffix.eq_ignore_ascii_case("json")
}

#[cfg(test)]
mod tests {
    use axum::http::header;

    use super::*;

    #[test]
    fn content_types() {
        let is = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(header::CONTENT_TYPE, value.parse().unwrap());
            }
            is_json(&headers)
        };
        assert!(is(&["application/json"]));
        assert!(is(&["Application/JSON; charset=utf-8"]));
        assert!(is(&["application/merge-patch+json"]));
        assert!(!is(&[]));
        assert!(!is(&["text/plain"]));
        assert!(!is(&["text/json"]));
        assert!(!is(&["application/jsonx"]));
        assert!(!is(&["application/json", "text/plain"]));
        assert!(!is(&["application/x-www-form-urlencoded"]));
    }
}
