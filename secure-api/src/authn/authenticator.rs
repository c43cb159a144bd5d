//! Verifies the tokens of one server, and those that come again without verifying them again.

use super::{InvalidToken, Issuers, Principal, cache::TokenCache, jwt::MAX_TOKEN_BYTES};
use crate::{clock::Instant, config::ConfigError, policy::RoleTable};

/// The issuers and roles of one server, and which of its tokens have verified. The tokens are kept beside what they were verified with, so no other
/// server, and no other role table, finds them.
#[derive(Debug)]
pub(crate) struct Authenticator {
    issuers: Issuers,
    roles: Option<&'static RoleTable>,
    tokens: Option<TokenCache>,
}

impl Authenticator {
    /// One that keeps verified tokens in so many bytes, or none in 0.
    ///
    /// # Errors
    /// [`ConfigError::OutOfRange`] for a size that is no use; [`ConfigError::Randomness`] if the operating system gives none.
    pub(crate) fn new(
        issuers: Issuers,
        roles: Option<&'static RoleTable>,
        cache_bytes: usize,
    ) -> Result<Self, ConfigError> {
        let tokens = match cache_bytes {
            0 => None,
            bytes => Some(TokenCache::new(bytes)?),
        };
        Ok(Self { issuers, roles, tokens })
    }

    pub(crate) const fn issuers(&self) -> &Issuers {
        &self.issuers
    }

    /// Who a token says is calling: what [`Issuers::verify`] says, at every moment.
    pub(super) fn verify(&self, token: &str, now: Instant) -> Result<Principal, InvalidToken> {
        // What is too long never verifies, and is not worth a hash.
        let Some(tokens) = self.tokens.as_ref().filter(|_| token.len() <= MAX_TOKEN_BYTES) else {
            return self.issuers.verify(token, self.roles, now).map(|known| known.principal);
        };
        let place = tokens.place(token);
        if let Some(known) = tokens.get(place)
            && known.validity.check(now).is_ok()
            && self.issuers.names().still_say(&known)
        {
            return Ok(known.principal.clone());
        }
        let known = self.issuers.verify(token, self.roles, now)?;
        let principal = known.principal.clone();
        if known.is_lasting {
            tokens.insert(place, known);
        }
        Ok(principal)
    }

    /// Forgets every token that has verified, and those that are being verified.
    pub(crate) fn forget(&self) {
        if let Some(tokens) = &self.tokens {
            tokens.forget();
        }
    }
}

#[cfg(test)]
mod tests;
