//! The one error type: why a request is refused, or what failed. Imports no sibling.

use std::{
    borrow::Cow, collections::BTreeMap, error::Error as StdError, fmt, slice, time::Duration,
};

use serde_json::Value;

/// What an endpoint and the pipeline answer instead of a result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A refusal or a failure. Turn an error of your own into one with [`Error::internal`]: `load().map_err(Error::internal)?`. As a response it is a problem (RFC 9457) that tells the client what it may know;
/// the [source](StdError::source) of a failure goes to the log only.
///
/// ```
/// use secure_api::{Error, Result};
///
/// fn parse_page(text: &str) -> Result<u32> {
///     text.parse().map_err(|_| Error::bad_request("the page is not a number"))
/// }
/// assert_eq!(parse_page("x").unwrap_err().status(), 400);
/// ```
pub struct Error(Box<Why>);

/// On the heap, because every result of a request's way would carry room for it, and hardly any request is refused.
struct Why {
    kind: ErrorKind,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// The kinds of refusal, one for each problem that the library answers with.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// 400: the request is not well-formed.
    BadRequest(Cow<'static, str>),
    /// 400: the input is not well-formed, so that reading broke off here.
    Malformed(Box<Failure>),
    /// 401: no credentials, or none that verify.
    Unauthenticated(Challenge),
    /// 403: the rule is not true for this caller.
    Forbidden,
    /// 403: the credentials carry too few scopes. These are the ones that the endpoint asks for.
    InsufficientScope(Vec<&'static str>),
    /// 404: there is no such row, or none that the caller reaches.
    NotFound,
    /// 405: the path exists, but not with this method.
    MethodNotAllowed,
    /// 408: the endpoint took longer than it may.
    Timeout,
    /// 409: the change contradicts what is stored.
    Conflict,
    /// 412: the row is not at the version that the request asks for.
    PreconditionFailed,
    /// 413: the body is larger than the endpoint accepts.
    ContentTooLarge,
    /// 414: the URI is longer than the server accepts.
    UriTooLong,
    /// 415: the body is not of the type that the endpoint reads.
    UnsupportedMediaType {
        /// What it reads.
        accepted: &'static str,
    },
    /// 415: the body is compressed.
    UnsupportedContentEncoding,
    /// 421: this server does not answer for that host.
    MisdirectedRequest,
    /// 422: well-formed, but not valid.
    Invalid(Vec<Failure>),
    /// 429: a quota is used up.
    QuotaExceeded(Exceeded),
    /// 431: the header fields are larger than the server accepts.
    HeadersTooLarge,
    /// 500: a bug.
    Internal,
    /// 503: something that is needed does not answer.
    Unavailable,
}

/// Which challenge a 401 carries (RFC 6750, section 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Challenge {
    /// No credentials were sent.
    Missing,
    /// The credentials do not verify. One answer whatever the cause.
    InvalidToken,
    /// The credentials verify, but the caller has to authenticate again (RFC 9470).
    Stronger {
        /// How long ago at most.
        max_age: Option<Duration>,
        /// Whether with several factors.
        several_factors: bool,
    },
}

/// One thing that is wrong with an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Where: a JSON Pointer (RFC 6901) in its URI fragment form, such as `#/title`.
    pub pointer: String,
    /// What: a stable code, such as `length`.
    pub code: &'static str,
    /// The same for a person.
    pub detail: Cow<'static, str>,
    /// What the rule asks for, under the names of its arguments, such as `max`: so that a client can word it itself.
    pub params: Params,
}

/// What a rule asks for, by the names of its arguments.
pub type Params = BTreeMap<Cow<'static, str>, Value>;

/// What a client is told about a quota that is used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exceeded {
    /// The quota's name, if it is the caller's own.
    pub quota: Option<&'static str>,
    /// After how many seconds a request passes again.
    pub retry_after: u64,
}

impl Error {
    /// A refusal of this kind.
    #[must_use]
    pub fn new(kind: ErrorKind) -> Self {
        Self(Box::new(Why { kind, source: None }))
    }

    /// 400, with a sentence for the client.
    #[must_use]
    pub fn bad_request(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::BadRequest(detail.into()))
    }

    /// 403.
    #[must_use]
    pub fn forbidden() -> Self {
        Self::new(ErrorKind::Forbidden)
    }

    /// 403, with the reason for the log.
    pub(crate) fn forbidden_because(reason: &'static str) -> Self {
        Self::with_source(ErrorKind::Forbidden, reason)
    }

    /// 404.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(ErrorKind::NotFound)
    }

    /// 409.
    #[must_use]
    pub fn conflict() -> Self {
        Self::new(ErrorKind::Conflict)
    }

    /// 412.
    #[must_use]
    pub fn precondition_failed() -> Self {
        Self::new(ErrorKind::PreconditionFailed)
    }

    /// 422, for one thing that is wrong with the input. `pointer` is a JSON Pointer such as `#/title`.
    #[must_use]
    pub fn invalid(
        pointer: impl Into<String>,
        code: &'static str,
        detail: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::new(ErrorKind::Invalid(vec![Failure {
            pointer: pointer.into(),
            code,
            detail: detail.into(),
            params: Params::new(),
        }]))
    }

    /// 500, for a bug. The source is logged and never sent.
    #[must_use]
    pub fn internal(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::with_source(ErrorKind::Internal, source)
    }

    /// 503, for something that is needed and does not answer. The source is logged and never sent.
    #[must_use]
    pub fn unavailable(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::with_source(ErrorKind::Unavailable, source)
    }

    /// A refusal of this kind, with its cause for the log.
    #[must_use]
    pub fn with_source(
        kind: ErrorKind,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        Self(Box::new(Why { kind, source: Some(source.into()) }))
    }

    /// What kind of refusal this is.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    pub(crate) fn into_kind(self) -> ErrorKind {
        self.0.kind
    }

    /// The HTTP status of the problem.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.0.kind.status()
    }
}

impl ErrorKind {
    /// What is wrong with the input, where it is the input that is refused.
    #[must_use]
    pub fn failures(&self) -> &[Failure] {
        match self {
            Self::Malformed(failure) => slice::from_ref(failure),
            Self::Invalid(failures) => failures,
            _ => &[],
        }
    }

    pub(crate) fn failures_mut(&mut self) -> &mut [Failure] {
        match self {
            Self::Malformed(failure) => slice::from_mut(failure),
            Self::Invalid(failures) => failures,
            _ => &mut [],
        }
    }

    /// The HTTP status of the problem.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::BadRequest(_) | Self::Malformed(_) => 400,
            Self::Unauthenticated(_) => 401,
            Self::Forbidden | Self::InsufficientScope(_) => 403,
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::Timeout => 408,
            Self::Conflict => 409,
            Self::PreconditionFailed => 412,
            Self::ContentTooLarge => 413,
            Self::UriTooLong => 414,
            Self::UnsupportedMediaType { .. } | Self::UnsupportedContentEncoding => 415,
            Self::MisdirectedRequest => 421,
            Self::Invalid(_) => 422,
            Self::QuotaExceeded(_) => 429,
            Self::HeadersTooLarge => 431,
            Self::Internal => 500,
            Self::Unavailable => 503,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind() {
            ErrorKind::BadRequest(detail) => detail,
            ErrorKind::Malformed(_) => "the input is not well-formed",
            ErrorKind::Unauthenticated(Challenge::Missing) => "no credentials were sent",
            ErrorKind::Unauthenticated(Challenge::InvalidToken) => "the credentials are not valid",
            ErrorKind::Unauthenticated(Challenge::Stronger { .. }) => {
                "the caller has to authenticate again, or with another factor"
            }
            ErrorKind::Forbidden => "the caller may not do this",
            ErrorKind::InsufficientScope(_) => "the token does not carry the scope that this needs",
            ErrorKind::NotFound => "there is nothing here",
            ErrorKind::MethodNotAllowed => "this method is not supported here",
            ErrorKind::Timeout => "the request took too long",
            ErrorKind::Conflict => "the change contradicts what is stored",
            ErrorKind::PreconditionFailed => "what is stored is not what the request asks for",
            ErrorKind::ContentTooLarge => "the body is too large",
            ErrorKind::UriTooLong => "the URI is too long",
            ErrorKind::UnsupportedMediaType { .. } => "the content type is not supported",
            ErrorKind::UnsupportedContentEncoding => "the body must not be compressed",
            ErrorKind::MisdirectedRequest => "this server does not answer for that host",
            ErrorKind::Invalid(_) => "the input is not valid",
            ErrorKind::QuotaExceeded(_) => "the quota is used up",
            ErrorKind::HeadersTooLarge => "the header fields are too large",
            ErrorKind::Internal => "something went wrong here",
            ErrorKind::Unavailable => "something that is needed does not answer",
        })
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Why { kind, source } = &*self.0;
        f.debug_struct("Error").field("kind", kind).field("source", source).finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
