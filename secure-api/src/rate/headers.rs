//! The `RateLimit` and `RateLimit-Policy` response fields (draft-ietf-httpapi-ratelimit-headers-10): lists of strings with
//! parameters (RFC 9651).

use std::time::Duration;

use axum::http::HeaderValue;
use smallvec::SmallVec;

use crate::{policy::Quota, rate::Standing};

/// The largest integer of a structured field (RFC 9651, section 3.3.1).
const MAX_INTEGER: u64 = 999_999_999_999_999;

/// The value of `RateLimit-Policy`: each quota's name, its units `q` and its window `w` in seconds. A unit is a request (`qu` is
/// left out) unless the quota states a cost. Only quotas that the caller may know of belong in here.
///
/// ```
/// use secure_api::{policy::Quota, rate::policy_field};
///
/// assert_eq!(policy_field(&[Quota::per_caller(5, 60)]), r#""caller";q=5;w=60"#);
/// ```
#[must_use]
pub fn policy_field<'a>(quotas: impl IntoIterator<Item = &'a Quota>) -> HeaderValue {
    list(quotas, |field, quota| {
        string(field, quota.name);
        number(field, b";q=", u64::from(quota.limit));
        number(field, b";w=", whole_seconds(quota.period).max(1));
    })
}

/// The value of `RateLimit`: each quota's name, the units `r` that can be had at once, and the seconds `t` until there is one more,
/// rounded up. Only quotas that the caller may know of belong in here.
///
/// ```
/// use secure_api::{policy::Quota, rate::{limit_field, Standing}};
/// use std::time::Duration;
///
/// let standing = Standing {
///     quota: Quota::per_caller(5, 60),
///     remaining: 4,
///     reset_after: Duration::from_millis(11_500),
///     full_after: Duration::from_millis(11_500),
/// };
/// assert_eq!(limit_field(&[standing]), r#""caller";r=4;t=12"#);
/// ```
#[must_use]
pub fn limit_field<'a>(standings: impl IntoIterator<Item = &'a Standing>) -> HeaderValue {
    list(standings, |field, standing| {
        string(field, standing.quota.name);
        number(field, b";r=", u64::from(standing.remaining));
        number(field, b";t=", whole_seconds(standing.reset_after));
    })
}

/// A time in whole seconds, rounded up: for `Retry-After` (RFC 9110, section 10.2.3), so that whoever waits that long passes
/// and it is never earlier than the `t` of the field above.
///
/// ```
/// use std::time::Duration;
///
/// assert_eq!(secure_api::rate::whole_seconds(Duration::from_millis(11_001)), 12);
/// ```
#[must_use]
pub fn whole_seconds(time: Duration) -> u64 {
    time.as_secs().saturating_add(u64::from(time.subsec_nanos() > 0)).min(MAX_INTEGER)
}

/// A field that is being written. One that is longer takes heap memory.
type Field = SmallVec<[u8; 64]>;

fn list<T>(items: impl IntoIterator<Item = T>, write: impl Fn(&mut Field, T)) -> HeaderValue {
    let mut field = Field::new();
    for item in items {
        if !field.is_empty() {
            field.push(b',');
        }
        write(&mut field, item);
    }
    // Everything written is printable ASCII.
    HeaderValue::from_bytes(&field).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// A parameter and its integer.
fn number(field: &mut Field, name: &[u8], number: u64) {
    field.extend_from_slice(name);
    field.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
}

/// A string of RFC 9651, section 3.3.3. What it cannot hold becomes `?`.
fn string(field: &mut Field, text: &str) {
    field.push(b'"');
    for char in text.chars() {
        match char {
            '"' | '\\' => field.extend([b'\\', char as u8]),
            ' '..='~' => field.push(char as u8),
            _ => field.push(b'?'),
        }
    }
    field.push(b'"');
}
