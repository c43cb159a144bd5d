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
    let fields = FIXED.iter().chain(&DEFAULT).cloned();
    let places = [REQUEST_ID].into_iter().chain(PLACES);
    fields.chain(places.map(|name| (name, HeaderValue::from_static("")))).collect()
});

/// What the endpoint writes, or the router when it knows how long the content is.
const PLACES: [HeaderName; 2] = [header::CONTENT_TYPE, header::CONTENT_LENGTH];

/// Writes them, whatever stands there.
pub(crate) fn write_headers(headers: &mut HeaderMap, id: RequestId) {
    let own = mem::replace(headers, TEMPLATE.clone());
    for place in PLACES {
        if !own.contains_key(&place) {
            headers.remove(place);
        }
    }
    headers.insert(REQUEST_ID, id.header_value());
    let mut last = None;
    for (name, value) in own {
        // A further value of the same field comes without its name.
        match (name, &last) {
            (Some(name), _) => {
                last = (!is_ours(&name)).then(|| name.clone());
                if last.is_some() {
                    headers.insert(name, value);
                }
            }
            (None, Some(last)) => _ = headers.append(last.clone(), value),
            (None, None) => {}
        }
    }
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
        write_headers(&mut headers, id);
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
}
