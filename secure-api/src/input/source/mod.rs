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
pub use json::{read_json, read_json_at};
#[cfg(feature = "multipart")]
pub use multipart::{Multipart, read_multipart, read_multipart_at};
pub use query::{read_query, read_query_at};

use serde::de::value::{Error as ValueError, MapDeserializer};

use self::urlencoded::Pair;
use super::{
    SecureInput, StateRules,
    report::{Origin, Report, Scope, Spoilt},
};
use crate::{
    clock::Instant,
    error::{Error, Result},
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

/// What is valid by itself, if the rules that need the state agree.
async fn with_state<T: StateRules<S>, S>(input: T, state: &S, now: Instant) -> Result<T> {
    let mut report = Report::new(Origin::Json, now);
    input.check_with_state(state, &mut report).await;
    report.conclude(Some(input))
}
