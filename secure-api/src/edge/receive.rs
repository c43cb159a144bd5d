//! Refuses what no endpoint should see: a host that is not ours, a request line or header fields without measure.

use std::time::Duration;

use axum::{
    extract::Request,
    http::{Extensions, HeaderMap, Uri, Version, header, request::Parts},
};
use ipnet::IpNet;

use super::address::{ClientAddress, is_loopback};
use crate::error::{Error, ErrorKind, Result};

/// How much of everything one request may take.
///
/// ```
/// use secure_api::{Limits, Security};
///
/// let mut limits = Limits::default();
/// limits.body = 1024 * 1024;
/// let security = Security::builder().limits(limits);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of the URI; 8 KiB unless set (RFC 9110, section 4.1 recommends at least 8,000).
    pub uri: usize,
    /// Bytes of all header fields, names and values; 16 KiB unless set.
    pub headers: usize,
    /// Bytes of the body; 64 KiB unless set.
    pub body: usize,
    /// From the header fields of the request to those of the response; 30 seconds unless set.
    pub time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { uri: 8 * 1024, headers: 16 * 1024, body: 64 * 1024, time: Duration::from_secs(30) }
    }
}

/// What the edge asks of every request.
#[derive(Debug, Default)]
pub(crate) struct Edge {
    pub(crate) limits: Limits,
    pub(crate) hosts: Option<Vec<String>>,
    pub(crate) proxies: Vec<IpNet>,
    /// Whether only this machine is answered.
    pub(crate) loopback_only: bool,
}

/// Proof that a request is for this server and of a bearable size. The request stays where it is, because moving it costs.
#[derive(Debug)]
pub(crate) struct Received<'a> {
    parts: &'a mut Parts,
    address: ClientAddress,
}

impl Received<'_> {
    pub(crate) const fn headers(&self) -> &HeaderMap {
        &self.parts.headers
    }

    /// For axum's extractors, which want them so.
    pub(crate) const fn parts_mut(&mut self) -> &mut Parts {
        self.parts
    }

    pub(crate) const fn address(&self) -> ClientAddress {
        self.address
    }
}

/// Refuses with 400 for a wrong `Host`, 421 for a foreign one, 414 or 431 for a size.
pub(crate) fn receive<'a>(parts: &'a mut Parts, edge: &Edge) -> Result<Received<'a>> {
    check_parts(&parts.uri, &parts.headers, parts.version, &parts.extensions, edge)?;
    let address = ClientAddress::of(&parts.extensions, &parts.headers, &edge.proxies);
    Ok(Received { parts, address })
}

/// The same for a request that no endpoint gets to see.
pub(crate) fn check(request: &Request, edge: &Edge) -> Result<()> {
    check_parts(request.uri(), request.headers(), request.version(), request.extensions(), edge)
}

fn check_parts(
    uri: &Uri,
    headers: &HeaderMap,
    version: Version,
    extensions: &Extensions,
    edge: &Edge,
) -> Result<()> {
    if uri_length(uri) > edge.limits.uri {
        return Err(Error::new(ErrorKind::UriTooLong));
    }
    if headers_length(headers) > edge.limits.headers {
        return Err(Error::new(ErrorKind::HeadersTooLarge));
    }
    let host = host(headers, uri, version)?;
    if !is_ours(host, edge) {
        return Err(Error::new(ErrorKind::MisdirectedRequest));
    }
    if edge.loopback_only && !is_loopback(extensions) {
        return Err(Error::with_source(
            ErrorKind::MisdirectedRequest,
            "a development key answers on loopback only, and this request has no loopback address",
        ));
    }
    Ok(())
}

/// Without a list any host is ours; with one, a request that names none is not.
fn is_ours(host: Option<&str>, edge: &Edge) -> bool {
    let named = host.unwrap_or_default();
    edge.hosts
        .as_ref()
        .is_none_or(|hosts| hosts.iter().any(|ours| ours.eq_ignore_ascii_case(named)))
}

fn uri_length(uri: &Uri) -> usize {
    uri.path_and_query().map_or(0, |path| path.as_str().len())
}

fn headers_length(headers: &HeaderMap) -> usize {
    headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum()
}

/// The host that the request is for. HTTP/1.1 has exactly one `Host` (RFC 9112, section 3.2).
pub(crate) fn host<'a>(
    headers: &'a HeaderMap,
    uri: &'a Uri,
    version: Version,
) -> Result<Option<&'a str>> {
    let mut hosts = headers.get_all(header::HOST).iter();
    let first = hosts.next();
    if hosts.next().is_some() {
        return Err(Error::bad_request("the request has two Host header fields"));
    }
    let host = match (first, uri.authority()) {
        (_, Some(authority)) => Some(authority.as_str()),
        (Some(host), None) => Some(
            host.to_str()
                .map_err(|_| Error::bad_request("the Host header field is not readable"))?,
        ),
        (None, None) => None,
    };
    if host.is_none() && version == Version::HTTP_11 {
        return Err(Error::bad_request("the request has no Host header field"));
    }
    Ok(host.map(host_name))
}

/// A host without its port.
pub(crate) fn host_name(host: &str) -> &str {
    let colon = host.bytes().rposition(|byte| !byte.is_ascii_digit());
    match colon.and_then(|colon| host.split_at_checked(colon)) {
        Some((name, port)) if port.starts_with(':') => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(request: axum::http::request::Builder) -> u16 {
        let (mut parts, ()) = request.body(()).unwrap().into_parts();
        let edge = Edge { hosts: Some(vec!["api.example.com".to_owned()]), ..Edge::default() };
        receive(&mut parts, &edge).map_or_else(|error| error.status(), |_| 200)
    }

    #[test]
    fn only_our_host_is_answered() {
        let to = |host: &str| judge(Request::builder().uri("/").header("host", host));
        assert_eq!(to("api.example.com"), 200);
        assert_eq!(to("API.example.com:443"), 200);
        assert_eq!(to("example.com"), 421);
        assert_eq!(to("api.example.com.evil.test"), 421);
        assert_eq!(judge(Request::builder().uri("/")), 400);
        let two = Request::builder().uri("/").header("host", "api.example.com").header("host", "b");
        assert_eq!(judge(two), 400);
    }

    #[test]
    fn sizes_have_limits() {
        let get = |uri: &str| Request::builder().uri(uri).header("host", "api.example.com");
        assert_eq!(judge(get(&format!("/{}", "a".repeat(8 * 1024)))), 414);
        assert_eq!(judge(get("/").header("x", "a".repeat(16 * 1024))), 431);
    }
}
