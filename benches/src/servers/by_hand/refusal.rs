//! Refusals, as problems (RFC 9457). Nearly all of them are constants.

use std::borrow::Cow;

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

/// An answer that says no.
pub(super) struct Refusal {
    status: StatusCode,
    body: Cow<'static, str>,
    field: Option<(HeaderName, HeaderValue)>,
}

macro_rules! refusals {
    ($($name:ident = $status:ident, $number:literal, $title:literal, $detail:literal $(, $field:ident: $value:literal)?;)*) => {$(
        pub(super) const $name: Refusal = Refusal {
            status: StatusCode::$status,
            body: Cow::Borrowed(concat!(
                r#"{"title":""#, $title, r#"","status":"#, $number, r#","detail":""#, $detail, r#""}"#
            )),
            field: refusals!(field $($field $value)?),
        };
    )*};
    (field) => { None };
    (field $field:ident $value:literal) => { Some((header::$field, HeaderValue::from_static($value))) };
}

refusals! {
    TWO_HOSTS = BAD_REQUEST, 400, "Bad Request", "the request has two Host header fields";
    UNREADABLE_HOST = BAD_REQUEST, 400, "Bad Request", "the Host header field is not readable";
    NO_HOST = BAD_REQUEST, 400, "Bad Request", "the request has no Host header field";
    TWO_CREDENTIALS = BAD_REQUEST, 400, "Bad Request", "there is more than one Authorization field";
    BROKEN_OFF = BAD_REQUEST, 400, "Bad Request", "the body broke off";
    NO_CREDENTIALS = UNAUTHORIZED, 401, "Unauthorized", "no credentials were sent",
        WWW_AUTHENTICATE: r#"Bearer realm="api""#;
    INVALID_TOKEN = UNAUTHORIZED, 401, "Unauthorized", "the credentials are not valid",
        WWW_AUTHENTICATE: r#"Bearer realm="api", error="invalid_token", error_description="the token is not valid""#;
    FORBIDDEN = FORBIDDEN, 403, "Forbidden", "the caller may not do this";
    NOT_FOUND = NOT_FOUND, 404, "Not Found", "there is nothing here";
    UNKNOWN_PATH = NOT_FOUND, 404, "Not Found", "Not Found";
    UNKNOWN_METHOD = METHOD_NOT_ALLOWED, 405, "Method Not Allowed", "Method Not Allowed";
    TIMEOUT = REQUEST_TIMEOUT, 408, "Request Timeout", "the request took too long";
    TOO_LARGE = PAYLOAD_TOO_LARGE, 413, "Content Too Large", "the body is too large";
    URI_TOO_LONG = URI_TOO_LONG, 414, "URI Too Long", "the URI is too long";
    NOT_JSON = UNSUPPORTED_MEDIA_TYPE, 415, "Unsupported Media Type", "the content type is not supported",
        ACCEPT: "application/json";
    ENCODED = UNSUPPORTED_MEDIA_TYPE, 415, "Unsupported Media Type", "the body must not be compressed",
        ACCEPT_ENCODING: "identity";
    MISDIRECTED = MISDIRECTED_REQUEST, 421, "Misdirected Request", "this server does not answer for that host";
    HEADERS_TOO_LARGE = REQUEST_HEADER_FIELDS_TOO_LARGE, 431, "Request Header Fields Too Large",
        "the header fields are too large";
    INTERNAL = INTERNAL_SERVER_ERROR, 500, "Internal Server Error", "something went wrong here";
    UNAVAILABLE = SERVICE_UNAVAILABLE, 503, "Service Unavailable", "something that is needed does not answer";
}

impl Refusal {
    /// A quota of this name is used up for so many seconds.
    pub(super) fn exceeded(quota: &str, retry_after: u64) -> Self {
        let body = format!(
            r#"{{"type":"https://iana.org/assignments/http-problem-types#quota-exceeded","title":"Quota exceeded","status":429,"detail":"the quota is used up","violated-policies":["{quota}"]}}"#
        );
        Self {
            status: StatusCode::TOO_MANY_REQUESTS,
            body: body.into(),
            field: Some((header::RETRY_AFTER, retry_after.into())),
        }
    }

    /// A body that says what is wrong with the input, as JSON.
    pub(super) fn of_input(status: StatusCode, body: String) -> Self {
        Self { status, body: body.into(), field: None }
    }

    /// What the database says is for the log.
    pub(super) fn of_database(failure: sqlx::Error) -> Self {
        tracing::error!(%failure, "the database failed");
        match failure {
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) => UNAVAILABLE,
            _ => INTERNAL,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut answer = Response::new(Body::from(self.body));
        *answer.status_mut() = self.status;
        let headers = answer.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.extend(self.field);
        answer
    }
}
