//! A client without a network: one request, one answer, and what every answer has to have.

use std::net::{IpAddr, SocketAddr};

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{ConnectInfo, Request},
    http::{HeaderMap, Method, Uri, Version},
    response::Response,
};
use secure_api::SecureService;
use serde_json::Value;
use tower::ServiceExt as _;

use crate::tokens;

/// A request that is not sent yet. It has a `Host` and comes from 192.0.2.1.
#[derive(Debug)]
pub struct Call {
    service: SecureService,
    request: Request,
}

impl Call {
    /// A request to this service.
    #[must_use]
    pub fn new(service: SecureService, method: &str, path: &str) -> Self {
        Self { service, request: request(method, path) }
    }

    /// With a good token of this subject.
    #[must_use]
    pub fn by(self, subject: &str, roles: &[&str]) -> Self {
        self.bearing(&tokens::token(subject, roles))
    }

    /// With this token.
    #[must_use]
    pub fn bearing(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    /// With one more header field.
    ///
    /// # Panics
    /// If it is none.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.request.headers_mut().append(name, value.parse().expect("a header value"));
        self
    }

    /// Without a header field.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.request.headers_mut().remove(name);
        self
    }

    /// With this body, called JSON.
    #[must_use]
    pub fn json(self, body: impl ToString) -> Self {
        self.header("content-type", "application/json").body(Body::from(body.to_string()))
    }

    /// With this body.
    #[must_use]
    pub fn body(mut self, body: impl Into<Body>) -> Self {
        *self.request.body_mut() = body.into();
        self
    }

    /// From this address.
    ///
    /// # Panics
    /// If it is none.
    #[must_use]
    pub fn from(mut self, address: &str) -> Self {
        let address: IpAddr = address.parse().expect("an address");
        self.request.extensions_mut().insert(ConnectInfo(SocketAddr::new(address, 40_000)));
        self
    }

    /// In this version of HTTP.
    #[must_use]
    pub fn version(mut self, version: Version) -> Self {
        *self.request.version_mut() = version;
        self
    }

    /// The request itself.
    #[must_use]
    pub fn into_request(self) -> Request {
        self.request
    }

    /// Sends it, and checks what every answer has to have.
    pub async fn send(self) -> Answer {
        let answer = Answer::of(self.response().await).await;
        answer.check_header();
        answer
    }

    /// Sends it, and gives the response as it comes.
    pub async fn response(self) -> Response {
        let Ok(response) = self.service.oneshot(self.request).await;
        response
    }
}

/// A request with a `Host` from 192.0.2.1.
///
/// # Panics
/// If the method or the path is none.
#[must_use]
pub fn request(method: &str, path: &str) -> Request {
    let mut request = Request::new(Body::empty());
    *request.method_mut() = Method::from_bytes(method.as_bytes()).expect("a method");
    *request.uri_mut() = path.parse::<Uri>().expect("a path");
    request.headers_mut().insert("host", "api.example".parse().expect("a host"));
    let peer = SocketAddr::from(([192, 0, 2, 1], 40_000));
    request.extensions_mut().insert(ConnectInfo(peer));
    request
}

/// A response, read to its end.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
}

/// Title and status of every refusal, `Error::internal` and its like included.
const TITLES: [(u16, &str); 17] = [
    (400, "Bad Request"),
    (401, "Unauthorized"),
    (403, "Forbidden"),
    (404, "Not Found"),
    (405, "Method Not Allowed"),
    (408, "Request Timeout"),
    (409, "Conflict"),
    (412, "Precondition Failed"),
    (413, "Content Too Large"),
    (414, "URI Too Long"),
    (415, "Unsupported Media Type"),
    (421, "Misdirected Request"),
    (422, "Unprocessable Content"),
    (429, "Quota exceeded"),
    (431, "Request Header Fields Too Large"),
    (500, "Internal Server Error"),
    (503, "Service Unavailable"),
];

impl Answer {
    /// Reads a response.
    ///
    /// # Panics
    /// If its body breaks off.
    pub async fn of(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.expect("a whole body");
        Self { status: parts.status.as_u16(), headers: parts.headers, body }
    }

    /// The one value of a header field.
    ///
    /// # Panics
    /// If it is not there, stands twice, or is not text.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        let values: Vec<_> = self.headers.get_all(name).iter().collect();
        let [value] = values[..] else { panic!("{name}: {values:?} in {self:?}") };
        value.to_str().expect("text")
    }

    /// Whether there is such a header field.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.headers.contains_key(name)
    }

    /// The body as text.
    ///
    /// # Panics
    /// If it is none.
    #[must_use]
    pub fn text(&self) -> &str {
        str::from_utf8(&self.body).expect("text")
    }

    /// The body as JSON.
    ///
    /// # Panics
    /// If it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Its problem, which has this status and says nothing that it should not.
    ///
    /// # Panics
    /// If it is another, or none.
    #[track_caller]
    pub fn problem(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{self:?}");
        assert_eq!(self.header("content-type"), "application/problem+json");
        let problem = self.json();
        assert_eq!(problem["status"], status);
        let title = TITLES.iter().find(|(of, _)| *of == status).map(|(_, title)| *title);
        assert_eq!(problem["title"].as_str(), title);
        assert!(problem["detail"].is_string(), "{problem}");
        let known = ["type", "title", "status", "detail", "errors", "violated-policies"];
        for (name, _) in problem.as_object().expect("an object") {
            assert!(known.contains(&name.as_str()), "{problem}");
        }
        let text = self.text().to_lowercase();
        for internal in [
            "select", "sqlx", "sqlite", "postgres", "hunter2", "panick", "::", ".rs", "/home",
            "ssn",
        ] {
            assert!(!text.contains(internal), "{internal} in {text}");
        }
        problem
    }

    /// What can be compared with another answer: everything but the request's name.
    #[must_use]
    pub fn comparable(&self) -> (u16, Vec<(String, Vec<u8>)>, Bytes) {
        let mut headers: Vec<_> = self
            .headers
            .iter()
            .filter(|(name, _)| *name != "x-request-id")
            .map(|(name, value)| (name.to_string(), value.as_bytes().to_vec()))
            .collect();
        headers.sort();
        (self.status, headers, self.body.clone())
    }

    /// The header fields that no answer goes without.
    ///
    /// # Panics
    /// If one is missing.
    #[track_caller]
    pub fn check_header(&self) {
        let id = self.header("x-request-id");
        assert!(id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
        assert_eq!(self.header("x-content-type-options"), "nosniff");
        assert_eq!(self.header("referrer-policy"), "no-referrer");
        assert_eq!(self.header("strict-transport-security"), "max-age=63072000; includeSubDomains");
        assert_eq!(self.header("cache-control"), "no-store");
        assert_eq!(self.header("x-frame-options"), "DENY");
        assert_eq!(self.header("cross-origin-resource-policy"), "same-origin");
        let policy = self.header("content-security-policy");
        for part in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"] {
            assert!(policy.contains(part), "{policy}");
        }
        assert!(!self.has("server") && !self.has("x-powered-by"), "{self:?}");
    }
}
