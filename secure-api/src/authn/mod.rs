//! Finds out who is calling, and which tenant the request is about.
//!
//! A token that has verified is known for a while ([`SecurityBuilder::token_cache`](crate::SecurityBuilder::token_cache)), and looked up when it comes
//! again. What verifying it would say at that moment is said all the same: its times are compared for each request, and the application is asked again
//! what its owner and its tenants are called.

mod actor;
mod authenticator;
mod bearer;
mod cache;
mod caller;
mod claims;
mod issuers;
mod jobs;
mod jwt;
mod memory;
mod principal;
mod secret;
mod tenant;
mod token;
mod validity;
mod values;

use futures_util::{
    TryFutureExt as _,
    future::{BoxFuture, Either},
};

use crate::{clock::Instant, edge::Received, error::Result, rate::Arrival};

pub use actor::Actor;
pub(crate) use authenticator::Authenticator;
pub(crate) use issuers::Issuers;
pub(crate) use jobs::JobPrincipal;
pub use jwt::{InvalidToken, JwtVerifier};
#[cfg(test)]
pub(crate) use principal::TestPrincipal;
pub use principal::{Principal, PrincipalKind};
pub use secret::TokenSecret;
pub(crate) use secret::{fresh as fresh_secret, strong as strong_secret};
pub use tenant::TenantSource;
pub(crate) use token::{TokenClaims, TokenSigner};

/// Looks at the credentials of a request. None is the anonymous caller; bad ones are an error. Two `Authorization` fields are 400,
/// a token that does not verify 401.
pub(crate) fn authenticate(
    received: &Received<'_>,
    _: &Arrival,
    authenticator: &Authenticator,
    now: Instant,
) -> Result<Identified> {
    bearer::principal(received.headers(), authenticator, now).map(Identified)
}

/// For a public endpoint: whatever credentials are sent, the caller is anonymous.
pub(crate) const fn ignore_credentials(_: &Received<'_>, _: &Arrival) -> Identified {
    Identified(Principal::anonymous())
}

/// Finds out which of the caller's tenants the request is about. 403 if the request selects one that the credentials do not prove. Who
/// proves nothing selects nothing. To be waited for only where there is something to select, and boxed there, because every request would
/// carry it.
pub(crate) fn select_tenant<'a>(
    caller: Identified,
    received: &'a mut Received<'_>,
    issuers: &'a Issuers,
) -> Either<Authenticated, BoxFuture<'a, Result<Authenticated>>> {
    let Identified(principal) = caller;
    match issuers.tenant_source() {
        Some(source) if !principal.is_anonymous() => Either::Right(Box::pin(
            source.select(principal, received.parts_mut()).map_ok(Authenticated),
        )),
        _ => Either::Left(Authenticated(principal)),
    }
}

/// Proof that the credentials of a request were looked at: the principal that they verify, or the anonymous one.
#[derive(Debug)]
pub(crate) struct Identified(Principal);

impl Identified {
    pub(crate) const fn principal(&self) -> &Principal {
        &self.0
    }
}

/// Proof that it is known as well which tenant the request is about.
#[derive(Debug)]
pub(crate) struct Authenticated(Principal);

impl Authenticated {
    /// For the tests of authorizing.
    #[cfg(test)]
    pub(crate) const fn of_test(principal: Principal) -> Self {
        Self(principal)
    }

    pub(crate) const fn principal(&self) -> &Principal {
        &self.0
    }

    pub(crate) fn into_principal(self) -> Principal {
        self.0
    }
}
