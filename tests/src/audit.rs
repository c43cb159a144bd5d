//! An audit sink that keeps its events.

use std::sync::{Arc, Mutex, PoisonError};

use secure_api::audit::{AuditEvent, AuditSink, JobEvent, Outcome, RequestEvent};

/// Keeps every event. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct Events(Arc<Mutex<Vec<AuditEvent>>>);

impl AuditSink for Events {
    fn record(&self, event: AuditEvent) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(event);
    }
}

impl Events {
    /// Takes the requests that were recorded so far.
    #[must_use]
    pub fn take(&self) -> Vec<RequestEvent> {
        let is_request = |event| match event {
            AuditEvent::Request(event) => Some(event),
            _ => None,
        };
        self.take_all().into_iter().filter_map(is_request).collect()
    }

    /// Takes the jobs that were recorded so far.
    #[must_use]
    pub fn take_jobs(&self) -> Vec<JobEvent> {
        let is_job = |event| match event {
            AuditEvent::Job(event) => Some(event),
            _ => None,
        };
        self.take_all().into_iter().filter_map(is_job).collect()
    }

    fn take_all(&self) -> Vec<AuditEvent> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes the only request that was recorded so far.
    ///
    /// # Panics
    /// If there is none, or more than one.
    #[must_use]
    pub fn take_one(&self) -> RequestEvent {
        let mut events = self.take();
        assert_eq!(events.len(), 1, "{events:?}");
        events.remove(0)
    }
}

/// The status that an event tells; `None` for a request that was cancelled.
#[must_use]
pub fn status(event: &RequestEvent) -> Option<u16> {
    match event.outcome {
        Outcome::Answered(status) => Some(status.as_u16()),
        Outcome::Cancelled => None,
    }
}
