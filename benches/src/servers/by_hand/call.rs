//! What happens to every request and every answer.

use std::{
    future::Future,
    net::{IpAddr, Ipv6Addr, SocketAddr},
    panic::AssertUnwindSafe,
    time::{Duration, SystemTime},
};

use axum::{
    body::Body,
    extract::{ConnectInfo, Request},
    http::{HeaderName, HeaderValue, StatusCode, Version, header, request::Parts},
    response::{IntoResponse as _, Response},
};
use futures_util::FutureExt as _;
use uuid::Uuid;

use super::{
    refusal::{self, Refusal},
    token::Caller,
};

const LONGEST_URI: usize = 8 * 1024;
const LONGEST_HEADERS: usize = 16 * 1024;
const LONGEST_PATH: usize = 1_024;
const TIME: Duration = Duration::from_secs(30);

const OUR_HOST: &str = "127.0.0.1";

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

const FIXED: [(HeaderName, HeaderValue); 7] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (
        header::STRICT_TRANSPORT_SECURITY,
        HeaderValue::from_static("max-age=63072000; includeSubDomains"),
    ),
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

/// One request. When it is dropped, answered or not, it leaves an audit event, for which it keeps what the event tells.
pub(super) struct Call {
    pub(super) parts: Parts,
    pub(super) caller: Option<Caller>,
    /// How the caller's quota stands: policy and standing.
    pub(super) quota: Option<(HeaderValue, HeaderValue)>,
    at: SystemTime,
    id: Uuid,
    action: &'static str,
    status: Option<StatusCode>,
}

/// Answers within the time, whatever happens.
pub(super) async fn in_time(answer: impl Future<Output = Result<Response, Refusal>>) -> Response {
    let in_time = tokio::time::timeout(TIME, answer);
    match AssertUnwindSafe(in_time).catch_unwind().await {
        Ok(Ok(Ok(answer))) => answer,
        Ok(Ok(Err(refusal))) => refusal.into_response(),
        Ok(Err(_)) => refusal::TIMEOUT.into_response(),
        Err(_) => refusal::INTERNAL.into_response(),
    }
}

impl Call {
    pub(super) fn begin(action: &'static str, request: Request) -> (Self, Body) {
        let (parts, body) = request.into_parts();
        let call = Self {
            parts,
            caller: None,
            quota: None,
            at: SystemTime::now(),
            id: Uuid::new_v4(),
            action,
            status: None,
        };
        (call, body)
    }

    /// Refuses what is too large, or not for this server.
    pub(super) fn check(&self) -> Result<(), Refusal> {
        let Parts { uri, headers, version, .. } = &self.parts;
        if uri.path_and_query().is_some_and(|path| path.as_str().len() > LONGEST_URI) {
            return Err(refusal::URI_TOO_LONG);
        }
        let size: usize =
            headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
        if size > LONGEST_HEADERS {
            return Err(refusal::HEADERS_TOO_LARGE);
        }
        let mut hosts = headers.get_all(header::HOST).iter();
        let host = match (hosts.next(), hosts.next()) {
            (_, Some(_)) => return Err(refusal::TWO_HOSTS),
            (host, None) => match (uri.authority(), host) {
                (Some(authority), _) => authority.as_str(),
                (None, Some(host)) => host.to_str().map_err(|_| refusal::UNREADABLE_HOST)?,
                (None, None) if *version == Version::HTTP_11 => return Err(refusal::NO_HOST),
                (None, None) => "",
            },
        };
        let name = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
            _ => host,
        };
        match name.eq_ignore_ascii_case(OUR_HOST) {
            true => Ok(()),
            false => Err(refusal::MISDIRECTED),
        }
    }

    /// The client's address; IPv6 by its network.
    pub(super) fn client(&self) -> Option<IpAddr> {
        let ConnectInfo(peer) = self.parts.extensions.get::<ConnectInfo<SocketAddr>>()?;
        Some(match peer.ip().to_canonical() {
            IpAddr::V4(address) => IpAddr::V4(address),
            IpAddr::V6(address) => {
                IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)))
            }
        })
    }

    /// Writes what every answer carries.
    pub(super) fn finish(mut self, mut answer: Response) -> Response {
        self.status = Some(answer.status());
        let headers = answer.headers_mut();
        headers.reserve(FIXED.len() + 3);
        if let Some((policy, standing)) = self.quota.take() {
            headers.insert(RATE_LIMIT_POLICY, policy);
            headers.insert(RATE_LIMIT, standing);
        }
        let mut id = Uuid::encode_buffer();
        let id = self.id.simple().encode_lower(&mut id);
        let id = HeaderValue::from_str(id).unwrap_or(HeaderValue::from_static("-"));
        headers.insert(REQUEST_ID, id);
        for (name, value) in FIXED {
            headers.insert(name, value);
        }
        answer
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        let path = self.parts.uri.path();
        tracing::info!(
            target: "by_hand::audit",
            at = self.at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs(),
            request_id = %self.id.simple(),
            action = self.action,
            method = %self.parts.method,
            path = ?path.split_at(path.floor_char_boundary(LONGEST_PATH)).0,
            client = self.client().map(tracing::field::display),
            subject = ?self.caller.as_ref().map_or("", |caller| &caller.subject),
            status = self.status.map(|status| status.as_u16()),
            outcome = if self.status.is_some() { "answered" } else { "cancelled" },
        );
    }
}
