//! When a token is good.

use std::time::Duration;

use super::InvalidToken;
use crate::clock::Instant;

/// The moments at which a token is good, since 1970, with the leeway in them. The same whether it is judged now or was before: this alone
/// decides about the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Validity {
    /// The first moment at which it is not, any more.
    expires: Duration,
    not_before: Duration,
    authenticated: Duration,
}

impl Validity {
    /// From `exp`, `nbf` and `auth_time`, each of which may be off by `leeway`.
    pub(super) fn new(
        expires: Duration,
        not_before: Duration,
        authenticated: Option<Duration>,
        leeway: Duration,
    ) -> Self {
        Self {
            expires: expires.saturating_add(leeway),
            not_before: not_before.saturating_sub(leeway),
            authenticated: authenticated.unwrap_or_default().saturating_sub(leeway),
        }
    }

    /// Whether the token is good now.
    ///
    /// # Errors
    /// [`InvalidToken`], which says why not.
    pub(super) fn check(&self, now: Instant) -> Result<(), InvalidToken> {
        let now = Duration::from_nanos(now.unix_nanos());
        if now >= self.expires {
            return Err(InvalidToken("expired"));
        }
        if now < self.not_before {
            return Err(InvalidToken("not valid yet"));
        }
        // Otherwise it would count as fresh until then.
        if now < self.authenticated {
            return Err(InvalidToken("of an authentication that is yet to come"));
        }
        Ok(())
    }
}
