//! Every error as a problem: `application/problem+json` (RFC 9457).

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use std::error::Error as _;

use crate::{
    error::{Challenge, Error, ErrorKind, Failure, Params},
    translation::Translator,
};

/// RFC 9457, section 3.
const PROBLEM_JSON: &str = "application/problem+json";

/// The problem type of a quota that is used up, as IANA registers it for the `RateLimit` fields.
const QUOTA_EXCEEDED: &str = "https://iana.org/assignments/http-problem-types#quota-exceeded";

/// The members of a problem. Without `type` it is `about:blank`, whose title is the status phrase (section 4.2.1).
#[derive(Serialize)]
struct Problem<'a> {
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    title: &'static str,
    status: u16,
    detail: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    errors: Option<Vec<ErrorMember<'a>>>,
    #[serde(rename = "violated-policies", skip_serializing_if = "Option::is_none")]
    violated_policies: Option<[&'static str; 1]>,
}

#[derive(Serialize)]
struct ErrorMember<'a> {
    pointer: &'a str,
    code: &'static str,
    detail: &'a str,
    #[serde(skip_serializing_if = "Params::is_empty")]
    params: &'a Params,
}

impl<'a> From<&'a Failure> for ErrorMember<'a> {
    fn from(failure: &'a Failure) -> Self {
        let Failure { pointer, code, detail, params } = failure;
        Self { pointer, code, detail, params }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let status =
            StatusCode::from_u16(self.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let cause = self.source().map(tracing::field::display);
        if status.is_server_error() {
            tracing::error!(target: "secure_api", status = status.as_u16(), cause, "{self}");
        } else if cause.is_some() {
            tracing::debug!(target: "secure_api", status = status.as_u16(), cause, "{self}");
        }
        let mut response = answer(status, body(&self));
        fields(self.kind(), response.headers_mut());
        if !self.kind().failures().is_empty() {
            response.extensions_mut().insert(Refused(self.into_kind()));
        }
        response
    }
}

/// What the body says of this error.
fn body(error: &Error) -> Body {
    let status = error.status();
    let (mut kind, mut violated_policies) = (None, None);
    if let ErrorKind::QuotaExceeded(exceeded) = error.kind() {
        kind = Some(QUOTA_EXCEEDED);
        violated_policies = exceeded.quota.map(|quota| [quota]);
    }
    let failures = error.kind().failures();
    write(&Problem {
        kind,
        title: title(StatusCode::from_u16(status).unwrap_or_default(), error.kind()),
        status,
        detail: &error.to_string(),
        errors: (!failures.is_empty()).then(|| failures.iter().map(Into::into).collect()),
        violated_policies,
    })
}

/// What is wrong with the input, kept beside the answer until it goes out.
#[derive(Debug, Clone)]
struct Refused(ErrorKind);

/// The same problem in the words of the application, if it says what is wrong with the input. Whichever stage made it, or the handler: its
/// answers all come by here.
pub(crate) fn translated(
    mut response: Response,
    translator: &Translator,
    languages: Option<&str>,
) -> Response {
    let Some(Refused(mut kind)) = response.extensions_mut().remove() else { return response };
    translator.translate(kind.failures_mut(), languages, response.headers_mut());
    *response.body_mut() = body(&Error::new(kind));
    response
}

/// A problem that says no more than the status does: for answers that came without one.
pub(crate) fn of_status(status: StatusCode) -> Response {
    let title = phrase(status);
    let problem = Problem {
        kind: None,
        title,
        status: status.as_u16(),
        detail: title,
        errors: None,
        violated_policies: None,
    };
    answer(status, write(&problem))
}

/// Marks the problems that are made here. The content type would not do: a handler can write that as well.
#[derive(Debug, Clone, Copy)]
struct Ours;

/// Whether this answer is a problem that was made here, and so says nothing of what is inside.
pub(crate) fn is_ours(response: &Response) -> bool {
    response.extensions().get::<Ours>().is_some()
}

fn write(problem: &Problem<'_>) -> Body {
    // Strings and numbers always serialize; an empty body would still carry the right status.
    serde_json::to_vec(problem).unwrap_or_default().into()
}

fn answer(status: StatusCode, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
    response.extensions_mut().insert(Ours);
    response
}

fn title(status: StatusCode, kind: &ErrorKind) -> &'static str {
    match kind {
        ErrorKind::QuotaExceeded(_) => "Quota exceeded",
        _ => phrase(status),
    }
}

/// The phrase of RFC 9110, which renamed two that the `http` crate still has by their old names.
fn phrase(status: StatusCode) -> &'static str {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => "Content Too Large",
        StatusCode::UNPROCESSABLE_ENTITY => "Unprocessable Content",
        _ => status.canonical_reason().unwrap_or("Error"),
    }
}

/// RFC 6750, section 3, and RFC 9470, section 3.
fn challenge_field(challenge: Challenge) -> HeaderValue {
    let mut field = match challenge {
        Challenge::Missing => return HeaderValue::from_static(r#"Bearer realm="api""#),
        Challenge::InvalidToken => {
            return HeaderValue::from_static(
                r#"Bearer realm="api", error="invalid_token", error_description="the token is not valid""#,
            );
        }
        Challenge::Stronger { several_factors: false, .. } => {
            r#"Bearer realm="api", error="insufficient_user_authentication", error_description="a more recent authentication is needed""#.to_owned()
        }
        Challenge::Stronger { several_factors: true, .. } => {
            r#"Bearer realm="api", error="insufficient_user_authentication", error_description="an authentication with several factors is needed""#.to_owned()
        }
    };
    if let Challenge::Stronger { max_age: Some(age), .. } = challenge {
        field.push_str(&format!(", max_age={}", age.as_secs()));
    }
    value(field)
}

/// Everything in these fields is printable ASCII.
fn value(field: String) -> HeaderValue {
    HeaderValue::try_from(field)
        .unwrap_or_else(|_| HeaderValue::from_static(r#"Bearer realm="api""#))
}

/// The fields that belong to the problem itself; the edge adds those that every response has.
fn fields(kind: &ErrorKind, headers: &mut HeaderMap) {
    match kind {
        ErrorKind::Unauthenticated(challenge) => {
            headers.insert(header::WWW_AUTHENTICATE, challenge_field(*challenge));
        }
        ErrorKind::InsufficientScope(scopes) => {
            // A scope is made of characters that need no escaping (RFC 6749, section 3.3); the macro refuses others.
            let scopes = scopes.join(" ");
            let field =
                format!(r#"Bearer realm="api", error="insufficient_scope", scope="{scopes}""#);
            headers.insert(header::WWW_AUTHENTICATE, value(field));
        }
        ErrorKind::UnsupportedMediaType { accepted } => {
            headers.insert(header::ACCEPT, HeaderValue::from_static(accepted));
        }
        ErrorKind::UnsupportedContentEncoding => {
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        }
        ErrorKind::QuotaExceeded(exceeded) => {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(exceeded.retry_after));
        }
        _ => {}
    }
}
