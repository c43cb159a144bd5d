//! Finds out who is calling.

mod principal;

pub use principal::{Principal, PrincipalKind};

/// Proof that the credentials of a request were looked at: the principal that they verify, or the anonymous one.
#[derive(Debug)]
pub(crate) struct Authenticated(Principal);

impl Authenticated {
    pub(crate) fn into_principal(self) -> Principal {
        self.0
    }
}
