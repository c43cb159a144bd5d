//! The header fields of every response (ASVS 5.0, V3.4 and V14.3; OWASP's list for REST).

use std::{mem, sync::LazyLock};

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

use super::RequestId;

/// Where a response carries the name of its request.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Always written: no endpoint has a reason to weaken them.
static FIXED: [(HeaderName, HeaderValue); 3] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (
        header::STRICT_TRANSPORT_SECURITY,
        HeaderValue::from_static("max-age=63072000; includeSubDomains"),
    ),
];

/// Written where the endpoint did not say otherwise: a page needs another policy than data.
static DEFAULT: [(HeaderName, HeaderValue); 4] = [
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        ),
    ),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
];

/// All of them, with places for what nearly every response has of its own: copying it costs half of writing one after the other.
static TEMPLATE: LazyLock<HeaderMap> = LazyLock::new(|| {
    let places = PLACES.iter().map(|place| (place.name(), HeaderValue::from_static("")));
    places.chain(FIXED.iter().chain(&DEFAULT).cloned()).collect()
});

/// What differs from response to response, by its place.
#[derive(Debug, Clone, Copy)]
enum Place {
    RequestId,
    ContentLength,
    ContentType,
}

const PLACES: [Place; 3] = [Place::RequestId, Place::ContentLength, Place::ContentType];

impl Place {
    const fn name(self) -> HeaderName {
        match self {
            Self::RequestId => REQUEST_ID,
            Self::ContentLength => header::CONTENT_LENGTH,
            Self::ContentType => header::CONTENT_TYPE,
        }
    }
}

/// Writes them, whatever stands there; and how long the content is, where that is known and the endpoint has not said it.
pub(crate) fn write_headers(headers: &mut HeaderMap, id: RequestId, length: Option<u64>) {
    let own = mem::replace(headers, TEMPLATE.clone());
    fill(headers, Place::RequestId, id.header_value());
    let (mut has_length, mut has_type) = (false, false);
    let mut last = None;
    for (name, value) in own {
        // A further value of the same field comes without its name.
        let Some(name) = name else {
            if let Some(last) = &last {
                headers.append(HeaderName::clone(last), value);
            }
            continue;
        };
        last = if name == header::CONTENT_TYPE {
            fill(headers, Place::ContentType, value);
            has_type = true;
            Some(name)
        } else if name == header::CONTENT_LENGTH {
            fill(headers, Place::ContentLength, value);
            has_length = true;
            Some(name)
        } else if is_ours(&name) {
            None
        } else {
            headers.insert(name.clone(), value);
            Some(name)
        };
    }
    match length {
        _ if has_length => {}
        Some(length) => fill(headers, Place::ContentLength, number(length)),
        None => _ = headers.remove(header::CONTENT_LENGTH),
    }
    if !has_type {
        headers.remove(header::CONTENT_TYPE);
    }
}

/// Writes the first value of the field that has this place in the template, which is faster than to look for it.
fn fill(headers: &mut HeaderMap, place: Place, value: HeaderValue) {
    match headers.iter_mut().nth(place as usize) {
        Some((there, empty)) if place.name() == *there => *empty = value,
        _ => _ = headers.insert(place.name(), value),
    }
}

/// Digits always make a header value.
fn number(number: u64) -> HeaderValue {
    HeaderValue::from_str(itoa::Buffer::new().format(number)).unwrap_or_else(|_| number.into())
}

/// Whether a response has nothing to say about this field.
fn is_ours(name: &HeaderName) -> bool {
    FIXED.iter().any(|(fixed, _)| fixed == name) || [REQUEST_ID, header::SERVER].contains(name)
}

/// Writes those that a layer took away, or that nobody wrote, and keeps the rest; but the request has one name only.
pub(crate) fn write_missing_headers(headers: &mut HeaderMap, id: RequestId) {
    headers.insert(REQUEST_ID, id.header_value());
    for (name, value) in FIXED.iter().chain(&DEFAULT).cloned() {
        headers.entry(name).or_insert(value);
    }
    headers.remove(header::SERVER);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_endpoint_writes_stays_unless_it_is_ours() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("set-cookie", "a=1"),
            ("set-cookie", "b=2"),
            ("cache-control", "max-age=60"),
            ("x-request-id", "forged"),
            ("x-request-id", "twice"),
            ("server", "ours/1.0"),
            ("referrer-policy", "unsafe-url"),
            ("vary", "accept"),
        ] {
            headers.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        let id = RequestId::new();
        write_headers(&mut headers, id, None);
        let all = |name: &str| -> Vec<_> { headers.get_all(name).iter().collect() };
        assert_eq!(all("set-cookie"), ["a=1", "b=2"]);
        assert_eq!(all("cache-control"), ["max-age=60"]);
        assert_eq!(all("x-request-id"), [id.to_string().as_str()]);
        assert_eq!(all("server"), Vec::<&str>::new());
        assert_eq!(all("referrer-policy"), ["no-referrer"]);
        assert_eq!(all("vary"), ["accept"]);
        assert_eq!(all("x-frame-options"), ["DENY"]);
        assert_eq!(all("content-type"), Vec::<&str>::new());
        assert_eq!(all("content-length"), Vec::<&str>::new());
    }

    #[test]
    fn fields_that_have_a_place_keep_all_that_an_endpoint_writes() {
        let own: [(&str, &[&str]); 3] = [
            ("content-length", &["12", "13"]),
            ("content-type", &["text/plain", "text/html", "text/csv"]),
            ("etag", &["\"1\"", "\"2\""]),
        ];
        // In either order, because each place may come before what is filled already.
        for own in [own, [own[2], own[1], own[0]]] {
            let mut headers = HeaderMap::new();
            for (name, values) in own {
                for value in values {
                    headers.append(name, HeaderValue::from_static(value));
                }
            }
            let id = RequestId::new();
            write_headers(&mut headers, id, Some(7));
            for (name, values) in own {
                assert_eq!(headers.get_all(name).iter().collect::<Vec<_>>(), values, "{name}");
            }
            assert_eq!(headers["x-request-id"], id.to_string());
            assert_eq!(headers["cache-control"], "no-store");
            assert_eq!(headers.keys_len(), 11);
        }
    }

    #[test]
    fn a_length_is_written_where_there_is_none() {
        let id = RequestId::new();
        let length = |headers: &HeaderMap| -> Vec<HeaderValue> {
            headers.get_all("content-length").iter().cloned().collect()
        };
        for known in [0, 7, u64::MAX] {
            let mut headers = HeaderMap::new();
            write_headers(&mut headers, id, Some(known));
            assert_eq!(length(&headers), [known.to_string().as_str()]);
            // To a request for the head alone, a handler may say how long the content would be.
            let mut headers = HeaderMap::from_iter([(header::CONTENT_LENGTH, 12.into())]);
            write_headers(&mut headers, id, Some(known));
            assert_eq!(length(&headers), ["12"]);
        }
    }
}
