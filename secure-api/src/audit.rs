//! Who did what, when, and with what outcome: one event for each request, whatever becomes of it.

use std::{
    fmt,
    net::IpAddr,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use axum::http::{Method, StatusCode, Uri};

pub use crate::edge::RequestId;
use crate::{
    authn::Principal,
    clock::{Clock, Instant},
    edge::ClientAddress,
    policy::EndpointPolicy,
};

/// Bytes of a path in an event.
const MAX_PATH: usize = 1_024;

/// One request that was judged. It holds no token, no cookie and no body.
#[derive(Clone)]
#[non_exhaustive]
pub struct AuditEvent {
    /// When the request began, in UTC.
    pub at: Instant,
    /// The request's id, as its response carries it.
    pub request_id: RequestId,
    /// The endpoint's policy; none where no endpoint was reached.
    pub endpoint: Option<&'static EndpointPolicy>,
    /// The HTTP method.
    pub method: Method,
    /// What was asked for. Its query stays in here.
    uri: Uri,
    /// The client's address, IPv6 cut to its first 64 bits; none where the server did not note it.
    pub client: Option<IpAddr>,
    /// Who called.
    pub principal: Principal,
    /// What came of it.
    pub outcome: Outcome,
}

impl AuditEvent {
    /// The path that was asked for, or its first 1,024 bytes. Without the query: queries hold personal data more often than they
    /// help.
    #[must_use]
    pub fn path(&self) -> &str {
        let path = self.uri.path();
        path.split_at(path.floor_char_boundary(MAX_PATH)).0
    }
}

impl fmt::Debug for AuditEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuditEvent")
            .field("at", &self.at)
            .field("request_id", &self.request_id)
            .field("endpoint", &self.endpoint.map(ToString::to_string))
            .field("method", &self.method)
            .field("path", &self.path())
            .field("client", &self.client)
            .field("principal", &self.principal)
            .field("outcome", &self.outcome)
            .finish()
    }
}

/// What came of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was answered with this status.
    Answered(StatusCode),
    /// The client went away, or the server stopped, before there was an answer.
    Cancelled,
}

/// Takes audit events.
///
/// ```
/// use secure_api::audit::{AuditEvent, AuditSink, Outcome};
///
/// /// Counts what is refused.
/// #[derive(Debug, Default)]
/// struct Refusals(std::sync::atomic::AtomicU64);
///
/// impl AuditSink for Refusals {
///     fn record(&self, event: AuditEvent) {
///         if matches!(event.outcome, Outcome::Answered(status) if status.is_client_error()) {
///             self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
///         }
///     }
/// }
/// let security = secure_api::Security::builder().audit(Refusals::default());
/// ```
///
/// Called on the request's path, so it should hand over rather than wait.
pub trait AuditSink: fmt::Debug + Send + Sync + 'static {
    /// Takes one event.
    fn record(&self, event: AuditEvent);
}

/// Writes audit events to `tracing`, target `secure_api::audit`. Text from the client is escaped, so that it cannot
/// forge an entry.
#[derive(Debug, Clone, Copy, Default)]
pub struct TracingSink;

impl AuditSink for TracingSink {
    fn record(&self, event: AuditEvent) {
        let status = match event.outcome {
            Outcome::Answered(status) => Some(status.as_u16()),
            Outcome::Cancelled => None,
        };
        tracing::info!(
            target: "secure_api::audit",
            at = event.at.unix_seconds(),
            request_id = %event.request_id,
            endpoint = event.endpoint.map(tracing::field::display),
            method = %event.method,
            path = ?event.path(),
            client = event.client.map(tracing::field::display),
            issuer = ?event.principal.issuer(),
            subject = ?event.principal.subject(),
            status,
            outcome = if status.is_some() { "answered" } else { "cancelled" },
        );
    }
}

/// Writes the event when it is dropped, so that a request that is cancelled or panics leaves one too.
pub(crate) struct Audit {
    sink: Arc<dyn AuditSink>,
    event: Option<AuditEvent>,
}

impl Audit {
    pub(crate) fn begin(
        sink: &Arc<dyn AuditSink>,
        clock: &dyn Clock,
        id: RequestId,
        endpoint: Option<&'static EndpointPolicy>,
        method: &Method,
        uri: &Uri,
    ) -> Self {
        let event = AuditEvent {
            at: clock.now(),
            request_id: id,
            endpoint,
            method: method.clone(),
            uri: uri.clone(),
            client: None,
            principal: Principal::anonymous(),
            outcome: Outcome::Cancelled,
        };
        Self { sink: Arc::clone(sink), event: Some(event) }
    }

    pub(crate) fn client(&mut self, client: ClientAddress) {
        if let Some(event) = &mut self.event {
            event.client = client.ip();
        }
    }

    pub(crate) fn principal(&mut self, principal: &Principal) {
        if let Some(event) = &mut self.event {
            event.principal = principal.clone();
        }
    }

    pub(crate) fn answered(&mut self, status: StatusCode) {
        if let Some(event) = &mut self.event {
            event.outcome = Outcome::Answered(status);
        }
    }
}

impl Drop for Audit {
    fn drop(&mut self) {
        let Some(event) = self.event.take() else { return };
        let id = event.request_id;
        // Whoever called may be unwinding already, where a second panic ends the process.
        let recorded = catch_unwind(AssertUnwindSafe(|| self.sink.record(event)));
        if recorded.is_err() {
            tracing::error!(target: "secure_api", request_id = %id, "an audit event was lost: the sink panicked");
        }
    }
}
