//! Which of the tenants that the credentials prove a request is about. A request only selects among them.

use axum::{
    extract::{FromRequestParts as _, RawPathParams, rejection::RawPathParamsRejection},
    http::{HeaderName, request::Parts},
};

use super::Principal;
use crate::{
    config::ConfigError,
    edge,
    error::{Error, Result},
};

/// What a host pattern begins with.
const PLACE: &str = "{tenant}.";

/// Where a request says which tenant it is about.
///
/// It selects among the tenants that the credentials prove, and proves nothing itself: a tenant that they do not prove is answered
/// with 403, whether it exists or not. Where nothing is selected, it is the one tenant that they prove; where they prove
/// several, none.
///
/// ```
/// use secure_api::{authn::TenantSource, Security};
///
/// let by_header = TenantSource::header("x-tenant")?;
/// let by_host = TenantSource::host("{tenant}.example.com")?;
/// let by_path = TenantSource::path("tenant")?; // `/tenants/{tenant}/documents`
/// let security = Security::builder().tenant_from(by_path);
/// # Ok::<(), secure_api::ConfigError>(())
/// ```
#[derive(Debug, Clone)]
pub struct TenantSource(Source);

#[derive(Debug, Clone)]
enum Source {
    Header(HeaderName),
    /// With the dot that the pattern has before it.
    HostSuffix(String),
    Capture(String),
}

impl TenantSource {
    /// A header field. One that stands twice is 400.
    ///
    /// # Errors
    /// [`ConfigError::OutOfRange`] if this is no name of a header field.
    pub fn header(name: &str) -> Result<Self, ConfigError> {
        match HeaderName::try_from(name) {
            Ok(name) => Ok(Self(Source::Header(name))),
            Err(_) => Err(out_of_range(name, "the name of a header field, such as `x-tenant`")),
        }
    }

    /// The host: what stands in the place of `{tenant}`, in lower case. A host that does not end like the pattern selects nothing.
    /// If `hosts` are configured, the hosts of the tenants have to be among them.
    ///
    /// # Errors
    /// [`ConfigError::OutOfRange`] unless it is `{tenant}.` and a host name in lower case, without port.
    pub fn host(pattern: &str) -> Result<Self, ConfigError> {
        let is_name = |host: &&str| {
            let is_part = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
            host.split('.').all(|part| !part.is_empty() && part.bytes().all(is_part))
        };
        match pattern.strip_prefix(PLACE).filter(is_name) {
            Some(host) => Ok(Self(Source::HostSuffix(format!(".{host}")))),
            None => Err(out_of_range(
                pattern,
                "a host below `{tenant}`, such as `{tenant}.example.com`",
            )),
        }
    }

    /// The path: the capture of this name. A path without it selects nothing.
    ///
    /// # Errors
    /// [`ConfigError::OutOfRange`] if this cannot be the name of a capture.
    pub fn path(capture: &str) -> Result<Self, ConfigError> {
        if capture.is_empty() || capture.contains(['{', '}', '/', '*']) {
            return Err(out_of_range(capture, "the name of a path capture, such as `tenant`"));
        }
        Ok(Self(Source::Capture(capture.to_owned())))
    }

    /// The path capture that names the tenant, where one does.
    pub(crate) fn capture(&self) -> Option<&str> {
        match &self.0 {
            Source::Capture(name) => Some(name),
            Source::Header(_) | Source::HostSuffix(_) => None,
        }
    }

    /// The same principal in a request about the tenant that these parts select.
    pub(super) async fn select(
        &self,
        principal: Principal,
        parts: &mut Parts,
    ) -> Result<Principal> {
        let selected = match &self.0 {
            Source::Header(name) => {
                let fields = parts.headers.get_all(name).iter();
                let texts = fields.map(|field| str::from_utf8(field.as_bytes()).ok());
                only(texts.map(|text| text.map(str::to_owned)))?
            }
            Source::HostSuffix(suffix) => {
                let host = edge::host(&parts.headers, &parts.uri, parts.version)?;
                let below =
                    |host: &str| host.to_ascii_lowercase().strip_suffix(suffix).map(str::to_owned);
                host.and_then(below).map(Some)
            }
            Source::Capture(name) => match RawPathParams::from_request_parts(parts, &()).await {
                Ok(captures) => {
                    let values = captures.iter().filter(|(capture, _)| capture == name);
                    only(values.map(|(_, value)| Some(value.to_owned())))?
                }
                Err(RawPathParamsRejection::MissingPathParams(_)) => None,
                Err(_) => Some(None),
            },
        };
        match selected {
            None => Ok(principal),
            // What is no text nobody can prove.
            Some(tenant) => {
                tenant.and_then(|tenant| principal.in_tenant(&tenant)).ok_or_else(unproven)
            }
        }
    }
}

/// The one value; two leave open which is meant.
fn only<T>(mut values: impl Iterator<Item = T>) -> Result<Option<T>> {
    let first = values.next();
    match values.next() {
        None => Ok(first),
        Some(_) => Err(Error::bad_request("the request names a tenant twice")),
    }
}

fn unproven() -> Error {
    Error::forbidden_because("the request selects a tenant that the credentials do not prove")
}

fn out_of_range(value: &str, rule: &'static str) -> ConfigError {
    ConfigError::OutOfRange { setting: "tenant_from", value: format!("`{value}`"), rule }
}
