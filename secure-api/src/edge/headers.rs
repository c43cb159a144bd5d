//! The header fields of every response (ASVS 5.0, V3.4 and V14.3; OWASP's list for REST).

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

use super::RequestId;

/// Where a response carries the name of its request.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Always written: no endpoint has a reason to weaken them.
const FIXED: [(HeaderName, HeaderValue); 3] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (
        header::STRICT_TRANSPORT_SECURITY,
        HeaderValue::from_static("max-age=63072000; includeSubDomains"),
    ),
];

/// Written where the endpoint did not say otherwise: a page needs another policy than data.
const DEFAULT: [(HeaderName, HeaderValue); 4] = [
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

/// Whether they were written.
pub(crate) fn is_written(headers: &HeaderMap) -> bool {
    headers.contains_key(REQUEST_ID)
}

/// Writes them, whatever stands there.
pub(crate) fn write_headers(headers: &mut HeaderMap, id: RequestId) {
    headers.insert(REQUEST_ID, id.header_value());
    for (name, value) in FIXED {
        headers.insert(name, value);
    }
    write_defaults(headers);
}

/// Writes those that a layer took away, or that nobody wrote, and keeps the rest; but the request has one name only.
pub(crate) fn write_missing_headers(headers: &mut HeaderMap, id: RequestId) {
    headers.insert(REQUEST_ID, id.header_value());
    for (name, value) in FIXED {
        headers.entry(name).or_insert(value);
    }
    write_defaults(headers);
}

fn write_defaults(headers: &mut HeaderMap) {
    for (name, value) in DEFAULT {
        headers.entry(name).or_insert(value);
    }
    headers.remove(header::SERVER);
}
