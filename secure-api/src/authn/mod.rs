//! Finds out who is calling.

mod bearer;
mod claims;
mod jwt;
mod principal;
mod secret;
mod token;

use axum::http::HeaderMap;

use crate::{clock::Instant, error::Result, policy::RoleTable, rate::AddressAdmission};

pub use jwt::{InvalidToken, JwtVerifier};
pub use principal::{Principal, PrincipalKind};
pub use secret::TokenSecret;
pub use token::TokenSigner;

/// Looks at the credentials of a request. None is the anonymous caller; bad ones are an error. Two `Authorization` fields are 400,
/// a token that does not verify 401.
pub(crate) fn authenticate(
    headers: &HeaderMap,
    verifier: Option<&JwtVerifier>,
    table: Option<&'static RoleTable>,
    now: Instant,
    _: &AddressAdmission,
) -> Result<Authenticated> {
    bearer::principal(headers, verifier, table, now).map(Authenticated)
}

/// For a public endpoint: whatever credentials are sent, the caller is anonymous.
pub(crate) const fn ignore_credentials(_: &AddressAdmission) -> Authenticated {
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
