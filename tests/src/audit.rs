//! An audit sink that keeps its events.

use std::sync::{Arc, Mutex, PoisonError};

use secure_api::audit::{AuditEvent, AuditSink, Outcome};

/// Keeps every event. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct Events(Arc<Mutex<Vec<AuditEvent>>>);

impl AuditSink for Events {
    fn record(&self, event: AuditEvent) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(event);
    }
}

impl Events {
    /// Takes what was recorded so far.
    #[must_use]
    pub fn take(&self) -> Vec<AuditEvent> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes the only event that was recorded so far.
    ///
    /// # Panics
    /// If there is none, or more than one.
    #[must_use]
    pub fn take_one(&self) -> AuditEvent {
        let mut events = self.take();
        assert_eq!(events.len(), 1, "{events:?}");
        events.remove(0)
    }
}

/// The status that an event tells; `None` for a request that was cancelled.
#[must_use]
pub fn status(event: &AuditEvent) -> Option<u16> {
    match event.outcome {
        Outcome::Answered(status) => Some(status.as_u16()),
        Outcome::Cancelled => None,
    }
}
