//! Who acts in somebody's place.

/// Who acts for the subject of the credentials (RFC 8693, `act`), or for the user of a job. What a chain of actors says beyond the one that acts
/// now decides nothing, so it is not kept (section 4.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    issuer: Option<String>,
    subject: String,
    is_system: bool,
}

impl Actor {
    pub(super) const fn new(issuer: Option<String>, subject: String) -> Self {
        Self { issuer, subject, is_system: false }
    }

    /// This server, in a job.
    pub(super) fn system() -> Self {
        Self { issuer: None, subject: "system".to_owned(), is_system: true }
    }

    /// Who vouches for the actor, where the token says so.
    #[must_use]
    pub fn issuer(&self) -> Option<&str> {
        self.issuer.as_deref()
    }

    /// Who it is, as its issuer names it. `system` for this server.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// Whether it is this server itself. No token can say that.
    #[must_use]
    pub const fn is_system(&self) -> bool {
        self.is_system
    }
}
