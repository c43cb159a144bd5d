//! Where reading broke off. Only what is refused anyway comes here, so that reading itself keeps no path.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize,
    de::{Deserializer, Error as DeserializeError, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_path_to_error::{Path, Segment as Step, Track};

use super::report::{Flaw, Segment, pointer};
use crate::error::{Error, ErrorKind};

/// Reads the bytes again, to say in which member they stop being JSON. Nothing else that the parser says goes to the client.
pub(super) fn json(json: &[u8], error: &serde_json::Error) -> Error {
    let mut track = Track::new();
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let tracked = serde_path_to_error::Deserializer::new(&mut deserializer, &mut track);
    // What input passes over is looked at here, so this may break off earlier; if not, it is all that comes after.
    let walk = Everything::deserialize(tracked).err();
    let error = walk.as_ref().unwrap_or(error);
    let (line, column) = (error.line(), error.column());
    refused(
        pointer(segments(&track.path())),
        format!("is not well-formed JSON at line {line}, column {column}"),
    )
}

/// The pair of a query or a form of which the name, or else the value, is not UTF-8.
pub(super) fn pair(name: Option<&str>) -> Error {
    match name {
        Some(name) => refused(pointer([Segment::Entry(name)].into_iter()), "is not UTF-8"),
        None => refused(pointer([].into_iter()), "has a name that is not UTF-8"),
    }
}

fn refused(pointer: String, detail: impl Into<Cow<'static, str>>) -> Error {
    let failure = Flaw::new("syntax", detail).at(pointer);
    Error::new(ErrorKind::Malformed(Box::new(failure)))
}

fn segments(path: &Path) -> impl Iterator<Item = Segment<'_>> {
    path.iter().map_while(|step| match step {
        Step::Map { key } => Some(Segment::Entry(key)),
        Step::Seq { index } => Some(Segment::Element(*index)),
        // JSON has no variants, and a name that is broken is no name.
        Step::Enum { .. } | Step::Unknown => None,
    })
}

/// Any JSON, all of it looked at and none of it kept. `IgnoredAny` would pass over what is inside without saying where it is.
struct Everything;

impl<'de> Deserialize<'de> for Everything {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for Everything {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E: DeserializeError>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E: DeserializeError>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E: DeserializeError>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E: DeserializeError>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E: DeserializeError>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_unit<E: DeserializeError>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Self, A::Error> {
        while elements.next_element::<Self>()?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self, A::Error> {
        while members.next_entry::<IgnoredAny, Self>()?.is_some() {}
        Ok(self)
    }
}
