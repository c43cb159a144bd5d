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
    SecureInput, Survey,
    report::{Origin, Report, Scope, Spoilt},
};
use crate::{
    clock::Instant,
    error::{Error, Result},
    policy::{InputArgument, InputSource},
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

/// What is known of an input as an argument.
const fn argument<T: SecureInput>(
    source: InputSource,
    misfit: Option<&'static str>,
) -> InputArgument {
    InputArgument {
        source,
        misfit,
        unbounded: Survey::unbounded_in::<T>,
        refers_to: Survey::referents_in::<T>,
    }
}

/// A constant that panics, and so a compile error, for an input that cannot be read from there.
#[expect(clippy::panic, reason = "the compiler evaluates it")]
const fn fits(misfit: Option<&'static str>) {
    if let Some(misfit) = misfit {
        panic!("{}", misfit);
    }
}

/// A constant that panics, and so a compile error, for an input that would be read past some of its rules.
const fn needs_no_state<T: SecureInput>() {
    assert!(
        !T::NEEDS_STATE,
        "this input has rules that need the application's state\nhelp: read it as `Valid<…>` in an endpoint, or by `input::read_json_with_state(json, &state).await`"
    );
}
