//! Versions of rows: the entity tag of one, and what a request demands of it (RFC 9110, sections 8.8.3 and 13.1.1).

use std::fmt;

use axum::{
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponseParts, ResponseParts},
};

use crate::{
    endpoint::Admitted,
    error::{Error, Result},
    policy::ResourceInfo,
    rows::{Resource, key::is_written},
};

/// The entity tag of a row, strong: its version, in quotes. As a part of an answer it is the header field `ETag`, and so is an
/// `Option` of it:
///
/// ```
/// use axum::response::IntoResponse;
/// use secure_api::{ETag, prelude::*};
/// # #[derive(Resource, sqlx::FromRow)]
/// # #[resource(table = "notes")]
/// # struct Note { #[resource(id)] id: i64, #[resource(owner)] owner_id: String, text: String }
///
/// async fn read(note: Owned<Note>) -> impl IntoResponse {
///     (note.etag(), note.into_inner().text)
/// }
///
/// async fn create(notes: Scoped<Note>, row: Note) -> impl IntoResponse {
///     (ETag::of(&row), row.text)
/// }
/// ```
///
/// A client sends it back as `If-Match`, and hears 412 if the row has changed since. A row that is deleted for good and made again
/// under the same id begins with the same tag: keep deleted rows (`soft_delete`) where clients choose ids and hold on to tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ETag(i64);

impl ETag {
    /// That of a row; none where its resource counts no versions.
    #[must_use]
    pub fn of<R: Resource>(row: &R) -> Option<Self> {
        R::INFO.version.and_then(|_| row.version()).map(Self)
    }
}

impl fmt::Display for ETag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0)
    }
}

impl IntoResponseParts for ETag {
    type Error = Error;

    fn into_response_parts(self, mut parts: ResponseParts) -> Result<ResponseParts> {
        let value = HeaderValue::try_from(self.to_string()).map_err(Error::internal)?;
        parts.headers_mut().insert(header::ETAG, value);
        Ok(parts)
    }
}

/// The version of a row whose resource counts them.
pub(super) fn version_of<R: Resource>(row: &R) -> Result<Option<i64>> {
    match (R::INFO.version, row.version()) {
        (None, _) => Ok(None),
        (Some(_), Some(version)) => Ok(Some(version)),
        // Without it, a write would not ask whether the row is still the same.
        (Some(_), None) => Err(no_version(R::INFO)),
    }
}

#[cold]
fn no_version(info: &ResourceInfo) -> Error {
    Error::internal(format!("a row of `{}` does not say its version", info.name))
}

/// The `If-Match` of a request: what the row that it is about has to be.
///
/// `If-Unmodified-Since` is no such thing: rows have no time of modification, and then it has to be ignored (section 13.1.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum IfMatch {
    /// `*`: there is one.
    Any,
    /// One of these versions. Weak tags, and texts that are none of ours, match nothing and are left out.
    Versions(Vec<i64>),
    /// It cannot be read. Said where a row is judged, because what is out of reach is 404 first.
    Malformed,
}

impl IfMatch {
    /// What the request demands of the argument that is being loaded. `path` gives the names of the captures,
    /// which are collected only where the request has an `If-Match`.
    pub(super) fn of_request<'a>(
        request: &Admitted<'_>,
        path: impl Iterator<Item = &'a str>,
    ) -> Option<Self> {
        let demanded = Self::of(&request.parts().headers)?;
        request.is_target(&path.collect::<Vec<_>>()).then_some(demanded)
    }

    /// None where nothing is demanded.
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        let mut lines = headers.get_all(header::IF_MATCH).iter().map(HeaderValue::as_bytes);
        let first = lines.next()?;
        let mut rest = lines.peekable();
        if trimmed(first) == b"*" && rest.peek().is_none() {
            return Some(Self::Any);
        }
        let mut versions = Vec::new();
        for line in std::iter::once(first).chain(rest) {
            if read_line(line, &mut versions).is_none() {
                return Some(Self::Malformed);
            }
        }
        Some(Self::Versions(versions))
    }

    /// Refuses a row of this version if it is not what is demanded.
    ///
    /// # Errors
    /// 412, also where rows have no version to match; 400 if the demand cannot be read.
    pub(super) fn judge(&self, version: Result<Option<i64>>) -> Result<()> {
        let matches = match self {
            Self::Any => true,
            Self::Versions(versions) => version?.is_some_and(|version| versions.contains(&version)),
            Self::Malformed => {
                return Err(Error::bad_request("`If-Match` is neither `*` nor a list of tags"));
            }
        };
        if matches { Ok(()) } else { Err(Error::precondition_failed()) }
    }
}

/// The tags of one line: `1#entity-tag`, with the empty elements that a recipient has to take. `None` if it is no such list.
fn read_line(line: &[u8], versions: &mut Vec<i64>) -> Option<()> {
    let mut rest = trimmed(line);
    while !rest.is_empty() {
        if let [b',', after @ ..] = rest {
            rest = trimmed(after);
            continue;
        }
        let (is_weak, quoted) = match rest {
            [b'W', b'/', quoted @ ..] => (true, quoted),
            quoted => (false, quoted),
        };
        let opaque = quoted.strip_prefix(b"\"")?;
        let (tag, after) =
            opaque.split_at_checked(opaque.iter().position(|byte| *byte == b'"')?)?;
        let is_tag = |byte: &u8| matches!(byte, 0x21 | 0x23..=0x7e | 0x80..);
        if !tag.iter().all(is_tag) {
            return None;
        }
        if !is_weak {
            versions.extend(version_named(tag));
        }
        rest = trimmed(after.strip_prefix(b"\"")?);
        if !matches!(rest, [] | [b',', ..]) {
            return None;
        }
    }
    Some(())
}

/// The version of which a tag says the text, to the letter.
fn version_named(tag: &[u8]) -> Option<i64> {
    let text = str::from_utf8(tag).ok()?;
    text.parse().ok().filter(|version: &i64| is_written(version, text))
}

/// Without the blanks that may stand around an element.
fn trimmed(bytes: &[u8]) -> &[u8] {
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t');
    let start = bytes.iter().position(|byte| !is_blank(byte)).unwrap_or(bytes.len());
    let end = bytes.iter().rposition(|byte| !is_blank(byte)).map_or(start, |last| last + 1);
    bytes.get(start..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &[&[u8]]) -> Option<IfMatch> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(header::IF_MATCH, HeaderValue::from_bytes(line).unwrap());
        }
        IfMatch::of(&headers)
    }

    #[test]
    fn what_a_request_may_demand() {
        let versions = |versions: &[i64]| Some(IfMatch::Versions(versions.to_vec()));
        assert_eq!(read(&[]), None);
        assert_eq!(read(&[b"*"]), Some(IfMatch::Any));
        assert_eq!(read(&[b" *\t"]), Some(IfMatch::Any));
        assert_eq!(read(&[b"\"7\""]), versions(&[7]));
        assert_eq!(read(&[b"\"-1\""]), versions(&[-1]));
        assert_eq!(read(&[b"\"1\",\"2\" ,\t\"3\""]), versions(&[1, 2, 3]));
        assert_eq!(read(&[b"\"1\"", b"\"2\", \"3\""]), versions(&[1, 2, 3]));
        // Empty elements are no elements; a list of nothing matches nothing.
        assert_eq!(read(&[b", ,\"1\",,"]), versions(&[1]));
        assert_eq!(read(&[b""]), versions(&[]));
        // Tags that are well-formed and none of ours, with all that may stand in one.
        assert_eq!(read(&[b"W/\"1\", \"01\", \"+1\", \"\", \"a,b\", \"'\", \"*\""]), versions(&[]));
        assert_eq!(read(&[b"\"\xff\", \"9223372036854775808\", \"1\""]), versions(&[1]));
    }

    #[test]
    fn what_is_no_list_of_tags() {
        let malformed: [&[&[u8]]; 20] = [
            &[b"1"],
            &[b"\"1"],
            &[b"1\""],
            &[b"\""],
            &[b"'1'"],
            &[b"\"1\"\"2\""],
            &[b"\"1\" \"2\""],
            &[b"\"1\";\"2\""],
            &[b"\"1 2\""],
            &[b"\"1\t\""],
            &[b"w/\"1\""],
            &[b"W/ \"1\""],
            &[b"W\"1\""],
            &[b"W/1"],
            &[b"*, \"1\""],
            &[b"\"1\", *"],
            &[b"*", b"*"],
            &[b"*", b"\"1\""],
            &[b"**"],
            // A tag that is torn apart is none.
            &[b"\"1", b"2\""],
        ];
        for lines in malformed {
            assert_eq!(read(lines), Some(IfMatch::Malformed), "{lines:?}");
        }
    }
}
