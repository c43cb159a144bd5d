use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::Text;
use crate::{
    clock::Instant,
    input::{Flaw, Verdict},
};

/// `2006-01-02T15:04:05.999999999+07:00`.
const LONGEST: usize = 35;

/// Which side of the present a moment lies on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Either.
    Any,
    /// Not later than now.
    Past,
    /// Later than now.
    Future,
}

/// `datetime`, `datetime(past)`, `datetime(future)`: a date and time as RFC 3339 writes them, with an offset from UTC, in at most
/// 35 characters, which is enough for nanoseconds: this rule is a bound too. Now is when the request arrived, by the
/// server's clock, and counts as past.
///
/// ```
/// use secure_api::{SecureInput, input};
///
/// #[derive(SecureInput)]
/// struct Person {
///     #[validate(datetime(past))]
///     born: String,
/// }
///
/// assert!(input::read_json::<Person>(br#"{"born": "1990-12-31T23:59:60Z"}"#).is_ok());
/// assert!(input::read_json::<Person>(br#"{"born": "1990-02-30T12:00:00Z"}"#).is_err());
/// assert!(input::read_json::<Person>(br#"{"born": "9999-01-01T00:00:00Z"}"#).is_err());
/// ```
///
/// # Errors
/// If the value is no such moment, or lies on the other side of the present.
pub fn datetime<T: Text>(value: &T, when: When, now: Instant) -> Verdict {
    let flaw = |detail| {
        let flaw = Flaw::new("datetime", detail);
        let is = |side| (when == side).then_some(true);
        Err(flaw.with("past", is(When::Past)).with("future", is(When::Future)))
    };
    let Some(moment) = parse(value.text()) else {
        return flaw("must be a date and time of RFC 3339");
    };
    let is_past = moment.unix_timestamp_nanos() <= i128::from(now.unix_nanos());
    match when {
        When::Past if !is_past => flaw("must lie in the past"),
        When::Future if is_past => flaw("must lie in the future"),
        _ => Ok(()),
    }
}

fn parse(text: &str) -> Option<OffsetDateTime> {
    // The parser takes any character between date and time, and any number of digits.
    let is_separated = matches!(text.as_bytes().get(10), Some(b'T' | b't'));
    let is_short = text.len() <= LONGEST;
    (is_separated && is_short).then(|| OffsetDateTime::parse(text, &Rfc3339).ok()).flatten()
}
