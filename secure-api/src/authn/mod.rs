//! Finds out who is calling.

mod bearer;
mod claims;
mod jwt;
mod principal;
mod secret;
mod token;

use crate::{clock::Instant, edge::Received, error::Result, policy::RoleTable, rate::Arrival};

pub use jwt::{InvalidToken, JwtVerifier};
pub use principal::{Principal, PrincipalKind};
pub use secret::TokenSecret;
pub(crate) use token::TokenSigner;

/// Looks at the credentials of a request. None is the anonymous caller; bad ones are an error. Two `Authorization` fields are 400,
/// a token that does not verify 401.
pub(crate) fn authenticate(
    received: &Received,
    _: &Arrival,
    verifier: Option<&JwtVerifier>,
    table: Option<&'static RoleTable>,
    now: Instant,
) -> Result<Authenticated> {
    bearer::principal(received.headers(), verifier, table, now).map(Authenticated)
}

/// For a public endpoint: whatever credentials are sent, the caller is anonymous.
pub(crate) const fn ignore_credentials(_: &Received, _: &Arrival) -> Authenticated {
    Authenticated(Principal::anonymous())
}

/// Proof that the credentials of a request were looked at: the principal that they verify, or the anonymous one.
#[derive(Debug)]
pub(crate) struct Authenticated(Principal);

impl Authenticated {
    pub(crate) const fn principal(&self) -> &Principal {
        &self.0
    }

    pub(crate) fn into_principal(self) -> Principal {
        self.0
    }
}
