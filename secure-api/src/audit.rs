//! Who did what, when, and with what outcome: one event for each request, whatever becomes of it; two for each job.

use std::{
    borrow::Cow,
    fmt,
    net::IpAddr,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use axum::http::{Method, StatusCode, Uri, uri::PathAndQuery};

pub use crate::edge::RequestId;
use crate::{
    authn::{Actor, Principal, PrincipalKind},
    clock::{Clock, Instant},
    edge::ClientAddress,
    policy::EndpointPolicy,
};

/// Bytes of a path in an event.
const MAX_PATH: usize = 1_024;

/// Something that was done, or refused.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum AuditEvent {
    /// A request was judged.
    Request(RequestEvent),
    /// Code outside of any request took a grant, or gave it back.
    Job(JobEvent),
}

impl AuditEvent {
    /// When it began, in UTC; for the end of a job, when it ended.
    #[must_use]
    pub const fn at(&self) -> Instant {
        match self {
            Self::Request(event) => event.at,
            Self::Job(event) => event.at,
        }
    }

    /// Who called, with client and actor; who a job is.
    #[must_use]
    pub const fn principal(&self) -> &Principal {
        match self {
            Self::Request(event) => &event.principal,
            Self::Job(event) => &event.principal,
        }
    }

    /// What was done: what the endpoint states as its `audit` name, else its module and name; `act_as` or `system` for a job. `None`
    /// where no endpoint was reached.
    #[must_use]
    pub fn action(&self) -> Option<Cow<'static, str>> {
        match self {
            Self::Request(event) => event.action(),
            Self::Job(event) => Some(Cow::Borrowed(event.action())),
        }
    }
}

/// One request that was judged. It holds no token, no cookie and no body.
#[derive(Clone)]
#[non_exhaustive]
pub struct RequestEvent {
    /// When the request began, in UTC.
    pub at: Instant,
    /// The request's id, as its response carries it.
    pub request_id: RequestId,
    /// The endpoint's policy; none where no endpoint was reached.
    pub endpoint: Option<&'static EndpointPolicy>,
    /// The HTTP method.
    pub method: Method,
    /// What was asked for; none where that is a host alone. Its query stays in here.
    path: Option<PathAndQuery>,
    /// The client's address, IPv6 cut to its first 64 bits; none where the server did not note it.
    pub client: Option<IpAddr>,
    /// Who called.
    pub principal: Principal,
    /// What came of it.
    pub outcome: Outcome,
}

impl RequestEvent {
    /// What the endpoint states as its `audit` name, else its module and name; `None` where no endpoint was reached.
    #[must_use]
    pub fn action(&self) -> Option<Cow<'static, str>> {
        let policy = self.endpoint?;
        Some(policy.audit.map_or_else(|| Cow::Owned(policy.to_string()), Cow::Borrowed))
    }

    /// The path that was asked for, or its first 1,024 bytes. Without the query: queries hold personal data more often than they
    /// help.
    #[must_use]
    pub fn path(&self) -> &str {
        let path = self.path.as_ref().map_or("", PathAndQuery::path);
        path.split_at(path.floor_char_boundary(MAX_PATH)).0
    }
}

impl fmt::Debug for RequestEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestEvent")
            .field("at", &self.at)
            .field("request_id", &self.request_id)
            .field("action", &self.action())
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

/// A [`Job`](crate::Job) that begins or ends.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct JobEvent {
    /// When this happened, in UTC.
    pub at: Instant,
    /// Who the job is.
    pub principal: Principal,
    /// Why there is such a job.
    pub reason: Arc<str>,
    /// Which of the two.
    pub phase: JobPhase,
}

impl JobEvent {
    /// `act_as` or `system`.
    #[must_use]
    pub fn action(&self) -> &'static str {
        match self.principal.kind() {
            PrincipalKind::System => "system",
            _ => "act_as",
        }
    }
}

/// What a job does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobPhase {
    /// It has its grant from now on.
    Began,
    /// It has none any more.
    Ended,
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
///         let AuditEvent::Request(request) = event else { return };
///         if matches!(request.outcome, Outcome::Answered(status) if status.is_client_error()) {
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
        match &event {
            AuditEvent::Request(event) => trace_request(event),
            AuditEvent::Job(event) => trace_job(event),
        }
    }
}

fn trace_request(event: &RequestEvent) {
    let status = match event.outcome {
        Outcome::Answered(status) => Some(status.as_u16()),
        Outcome::Cancelled => None,
    };
    let (principal, actor) = (&event.principal, event.principal.actor());
    tracing::info!(
        target: "secure_api::audit",
        at = event.at.unix_seconds(),
        request_id = %event.request_id,
        action = event.action().map(tracing::field::display),
        method = %event.method,
        path = ?event.path(),
        client = event.client.map(tracing::field::display),
        issuer = ?principal.issuer(),
        subject = ?principal.subject(),
        tenant = principal.tenant().map(tracing::field::debug),
        client_id = principal.client().map(tracing::field::debug),
        actor_issuer = actor.and_then(Actor::issuer).map(tracing::field::debug),
        actor = actor.map(Actor::subject).map(tracing::field::debug),
        status,
        outcome = if status.is_some() { "answered" } else { "cancelled" },
    );
}

fn trace_job(event: &JobEvent) {
    let principal = &event.principal;
    tracing::info!(
        target: "secure_api::audit",
        at = event.at.unix_seconds(),
        action = event.action(),
        reason = ?event.reason,
        issuer = ?principal.issuer(),
        subject = ?principal.subject(),
        tenant = principal.tenant().map(tracing::field::debug),
        actor = principal.actor().map(Actor::subject).map(tracing::field::debug),
        outcome = match event.phase {
            JobPhase::Began => "began",
            JobPhase::Ended => "ended",
        },
    );
}

/// Writes the event when it is dropped, so that a request that is cancelled or panics leaves one too.
pub(crate) struct Audit<'a> {
    sink: &'a dyn AuditSink,
    event: Option<RequestEvent>,
}

impl<'a> Audit<'a> {
    pub(crate) fn begin(
        sink: &'a dyn AuditSink,
        at: Instant,
        id: RequestId,
        endpoint: Option<&'static EndpointPolicy>,
        method: &Method,
        uri: &Uri,
    ) -> Self {
        let event = RequestEvent {
            at,
            request_id: id,
            endpoint,
            method: method.clone(),
            path: uri.path_and_query().filter(|_| !uri.path().is_empty()).cloned(),
            client: None,
            principal: Principal::anonymous(),
            outcome: Outcome::Cancelled,
        };
        Self { sink, event: Some(event) }
    }

    pub(crate) fn client(&mut self, client: ClientAddress) {
        if let Some(event) = &mut self.event {
            event.client = client.ip();
        }
    }

    /// Unknown before it was noted.
    pub(crate) fn address(&self) -> ClientAddress {
        ClientAddress::noted(self.event.as_ref().and_then(|event| event.client))
    }

    pub(crate) fn principal(&mut self, principal: &Principal) {
        if let Some(event) = &mut self.event {
            event.principal = principal.clone();
        }
    }

    /// Who calls, as far as it is known.
    pub(crate) fn caller(&self) -> &Principal {
        const NOBODY: &Principal = &Principal::anonymous();
        self.event.as_ref().map_or(NOBODY, |event| &event.principal)
    }

    pub(crate) fn answered(&mut self, status: StatusCode) {
        if let Some(event) = &mut self.event {
            event.outcome = Outcome::Answered(status);
        }
    }
}

impl Drop for Audit<'_> {
    fn drop(&mut self) {
        let Some(event) = self.event.take() else { return };
        record(self.sink, AuditEvent::Request(event));
    }
}

/// Writes an event when a job begins, before it has touched anything, and one when it is dropped.
pub(crate) struct JobAudit {
    sink: Arc<dyn AuditSink>,
    clock: Arc<dyn Clock>,
    principal: Principal,
    reason: Arc<str>,
}

impl JobAudit {
    pub(crate) fn begin(
        sink: &Arc<dyn AuditSink>,
        clock: &Arc<dyn Clock>,
        principal: &Principal,
        reason: &str,
    ) -> Self {
        let audit = Self {
            sink: Arc::clone(sink),
            clock: Arc::clone(clock),
            principal: principal.clone(),
            reason: reason.into(),
        };
        audit.record(JobPhase::Began);
        audit
    }

    fn record(&self, phase: JobPhase) {
        let event = JobEvent {
            at: self.clock.now(),
            principal: self.principal.clone(),
            reason: Arc::clone(&self.reason),
            phase,
        };
        record(&*self.sink, AuditEvent::Job(event));
    }
}

impl Drop for JobAudit {
    fn drop(&mut self) {
        self.record(JobPhase::Ended);
    }
}

/// Whoever records may be unwinding already, where a second panic ends the process.
fn record(sink: &dyn AuditSink, event: AuditEvent) {
    let id = match &event {
        AuditEvent::Request(event) => Some(event.request_id),
        AuditEvent::Job(_) => None,
    };
    if catch_unwind(AssertUnwindSafe(|| sink.record(event))).is_err() {
        let request_id = id.map(tracing::field::display);
        tracing::error!(target: "secure_api", request_id, "an audit event was lost: the sink panicked");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_noted_as_it_was_asked_for() {
        let mut uris: Vec<Uri> = [
            "/",
            "/a/b",
            "/a?secret=1",
            "/?secret=1",
            "*",
            "http://api.example",
            "http://api.example/a?secret=1",
            "http://api.example?secret=1",
            "api.example:443",
        ]
        .iter()
        .map(|uri| uri.parse().unwrap())
        .collect();
        uris.push(Uri::from_parts(axum::http::uri::Parts::default()).unwrap());
        for uri in uris {
            let (at, id) = (Instant::from_unix_seconds(0), RequestId::new());
            let audit = Audit::begin(&TracingSink, at, id, None, &Method::GET, &uri);
            assert_eq!(audit.event.as_ref().unwrap().path(), uri.path(), "{uri:?}");
        }
    }
}
