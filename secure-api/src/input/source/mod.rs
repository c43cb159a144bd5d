//! From a request to an input: one file for each place that an input can stand in.

mod content_type;
mod form;
mod headers;
mod json;
#[cfg(feature = "multipart")]
mod multipart;
mod path;
mod query;
mod urlencoded;

pub use form::{read_form, read_form_at};
pub use headers::{Headers, read_headers, read_headers_at};
pub(super) use json::json;
pub use json::{read_json, read_json_at};
#[cfg(feature = "multipart")]
pub use multipart::{Multipart, read_multipart, read_multipart_at};
pub use query::{read_query, read_query_at};

use serde::de::value::{Error as ValueError, MapDeserializer};

use self::urlencoded::Pair;
use super::{
    MemberInfo, SecureInput, Survey,
    report::{Origin, Report, Scope, Spoilt},
};
use crate::{
    clock::Instant,
    error::{Error, Result},
    policy::InputArgument,
};

/// Reads an input from pairs of text. `spoilt` are those whose text says nothing, and why.
fn read_text<'a, T: SecureInput>(
    origin: Origin,
    now: Instant,
    pairs: impl Iterator<Item = Pair<'a>>,
    spoilt: Vec<Spoilt>,
) -> Result<T> {
    let mut report = Report::new(origin, now);
    report.spoilt = spoilt;
    let deserializer = MapDeserializer::<_, ValueError>::new(pairs);
    let value = T::read(deserializer, &mut Scope::root(&mut report)).map_err(Error::internal)?;
    report.conclude(value)
}

/// What the policy listing says of an input.
const fn argument<T: SecureInput>() -> InputArgument {
    InputArgument { unbounded: Survey::unbounded_in::<T> }
}

/// A constant that panics, and so a compile error, for an input that would be read past some of its rules.
const fn needs_no_state<T: SecureInput>() {
    assert!(
        !T::NEEDS_STATE,
        "this input has rules that need the application's state\nhelp: write `input::read_json_with_state(json, &state).await`"
    );
}

/// The same for a secret in what is logged on its way, by proxies and by browsers.
const fn holds_no_secret<T: SecureInput>() {
    assert!(
        !MemberInfo::are_secret(T::MEMBERS),
        "a secret stands in the URI, which others write down\nhelp: take it as `Valid<Json<…>>` or `Valid<Form<…>>`"
    );
}
