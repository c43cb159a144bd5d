//! Header fields.

use std::borrow::Cow;

use axum::http::HeaderMap;

use super::{argument, fits, needs_no_state, read_text};
use crate::{
    clock::{Clock as _, Instant, SystemClock},
    endpoint::{Admitted, Argument, EndpointArgument, ViaPipeline},
    error::Result,
    input::{
        MemberInfo, SecureInput, StateRules, Valid,
        report::{Flaw, Origin, Spoilt},
        state::check_with_state,
    },
    policy::{ArgumentKind, InputSource},
};

/// Header fields as an input: `Valid<Headers<T>>`. A member is read from the field of its name with `-` for `_`, whatever its case:
/// `x_request_kind` is `X-Request-Kind`. Fields that no member names are nobody's business here.
///
/// ```
/// use secure_api::{input::Headers, prelude::*};
///
/// #[derive(SecureInput)]
/// struct Kind {
///     #[validate(one_of("preview", "final"))]
///     x_request_kind: String,
/// }
///
/// #[secure_endpoint(authenticated)]
/// async fn render(Valid(Headers(kind)): Valid<Headers<Kind>>) -> String {
///     kind.x_request_kind
/// }
/// ```
///
/// A field that stands twice is refused, and so is one that is no text. Fields that carry credentials, or from which the library
/// learns who calls and from where, cannot be members:
///
/// ```compile_fail
/// # use secure_api::{input::Headers, prelude::*};
/// #[derive(SecureInput)]
/// struct Credentials {
///     #[validate(length(max = 100))]
///     authorization: String,
/// }
///
/// #[secure_endpoint(authenticated)]
/// async fn who(_: Valid<Headers<Credentials>>) {}
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Headers<T>(pub T);

impl<T: SecureInput> EndpointArgument for Valid<Headers<T>> {
    const KIND: ArgumentKind =
        ArgumentKind::Input(argument::<T>(InputSource::Headers, misfit::<T>()));
}

impl<S: Sync, T: StateRules<S>> Argument<S, ViaPipeline> for Valid<Headers<T>> {
    async fn load(request: &mut Admitted<'_>, state: &S) -> Result<Self> {
        let input = headers(&request.parts().headers, request.now())?;
        if T::ASKS {
            return check_with_state(input, state).await.map(|input| Self(Headers(input)));
        }
        Ok(Self(Headers(input)))
    }
}

/// Reads an input from header fields: what `Valid<Headers<T>>` does.
///
/// ```
/// use axum::http::HeaderMap;
/// use secure_api::{SecureInput, input};
///
/// #[derive(SecureInput)]
/// struct Trace {
///     #[validate(uuid)]
///     x_trace: String,
///     x_sampled: Option<bool>,
/// }
///
/// let mut headers = HeaderMap::new();
/// headers.insert("X-Trace", "67e55044-10b1-426f-9247-bb680e5fe0c8".parse()?);
/// headers.insert("X-Sampled", "true".parse()?);
/// assert_eq!(input::read_headers::<Trace>(&headers)?.x_sampled, Some(true));
///
/// headers.append("X-Sampled", "false".parse()?);
/// assert!(input::read_headers::<Trace>(&headers).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// 422 with every failure if they are not what `T` asks for.
pub fn read_headers<T: SecureInput>(headers: &HeaderMap) -> Result<T> {
    const { needs_no_state::<T>() };
    self::headers(headers, SystemClock.now())
}

/// The same as [`read_headers`] at a moment of your choice.
///
/// # Errors
/// Those of [`read_headers`].
pub fn read_headers_at<T: SecureInput>(headers: &HeaderMap, now: Instant) -> Result<T> {
    const { needs_no_state::<T>() };
    self::headers(headers, now)
}

/// Reads it, rules that need the state aside.
fn headers<T: SecureInput>(headers: &HeaderMap, now: Instant) -> Result<T> {
    const { fits(misfit::<T>()) };
    let mut spoilt = Vec::new();
    let mut pairs = Vec::new();
    for MemberInfo { names, .. } in T::MEMBERS {
        let Some(member) = names.first().copied() else { continue };
        for value in names.iter().flat_map(|name| headers.get_all(field(name))) {
            let text = std::str::from_utf8(value.as_bytes()).unwrap_or_else(|_| {
                let flaw = Flaw::new("type", "must be text");
                spoilt.push(Spoilt { member, element: None, flaw });
                ""
            });
            pairs.push((Cow::from(member), Cow::from(text)));
        }
    }
    read_text(Origin::Text, now, pairs.into_iter(), spoilt)
}

/// The field that a member is read from.
fn field(member: &str) -> String {
    member.replace('_', "-").to_ascii_lowercase()
}

/// What the pipeline alone reads: credentials, and who is between it and the client. The field that selects a tenant is the
/// configuration's to name, so it is not here.
const RESERVED: &[&str] = &[
    "authorization",
    "proxy-authorization",
    "cookie",
    "host",
    "forwarded",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-real-ip",
];

/// Why an input cannot come from header fields, if it cannot.
const fn misfit<T: SecureInput>() -> Option<&'static str> {
    if MemberInfo::have_files(T::MEMBERS) {
        return Some("header fields hold no files\nhelp: take this as `Valid<Multipart<…>>`");
    }
    if !T::FLAT {
        return Some(
            "a header field holds no list and no input inside\nhelp: take this as `Valid<Json<…>>`",
        );
    }
    if T::MEMBERS.is_empty() {
        return Some(
            "header fields are read by the names of members\nhelp: take a struct with a field for each header field",
        );
    }
    let mut members = T::MEMBERS;
    while let [MemberInfo { names, .. }, rest @ ..] = members {
        let mut names = *names;
        while let [name, others @ ..] = names {
            if !is_field(name.as_bytes()) {
                return Some(
                    "the name of a member is none that a header field can have\nhelp: write `#[serde(rename = \"x-name\")]` above it",
                );
            }
            if is_reserved(name) {
                return Some(
                    "a header field that carries credentials, or says where a request is from, cannot be a member\nhelp: take the caller as `Principal`",
                );
            }
            names = others;
        }
        members = rest;
    }
    None
}

/// Whether it is a token (RFC 9110, section 5.6.2), as far as names of header fields go in practice.
const fn is_field(name: &[u8]) -> bool {
    let mut rest = name;
    while let [first, others @ ..] = rest {
        if !(first.is_ascii_alphanumeric() || matches!(first, b'_' | b'-' | b'.')) {
            return false;
        }
        rest = others;
    }
    !name.is_empty()
}

const fn is_reserved(member: &str) -> bool {
    let mut reserved = RESERVED;
    while let [first, rest @ ..] = reserved {
        if is_same(member.as_bytes(), first.as_bytes()) {
            return true;
        }
        reserved = rest;
    }
    false
}

/// Whether a member is read from this field.
const fn is_same(mut member: &[u8], mut field: &[u8]) -> bool {
    while let ([first, members @ ..], [letter, fields @ ..]) = (member, field) {
        let first = if *first == b'_' { b'-' } else { first.to_ascii_lowercase() };
        if first != *letter {
            return false;
        }
        (member, field) = (members, fields);
    }
    member.is_empty() && field.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_fields_are_known_in_any_spelling() {
        for name in ["authorization", "Authorization", "proxy_authorization", "X_Forwarded-For"] {
            assert!(is_reserved(name), "{name}");
            assert!(RESERVED.contains(&field(name).as_str()), "{name}");
        }
        for name in ["", "x", "authorizations", "author", "x_forwarded", "x_tenant"] {
            assert!(!is_reserved(name), "{name}");
        }
    }

    #[test]
    fn names_of_fields() {
        for name in ["x_request_kind", "ETag", "a", "x-9.b"] {
            assert!(is_field(name.as_bytes()), "{name}");
        }
        for name in ["", "a b", "ü", "a:b", "a\n"] {
            assert!(!is_field(name.as_bytes()), "{name}");
        }
    }
}
