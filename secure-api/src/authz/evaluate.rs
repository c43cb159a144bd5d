//! Evaluates an access rule for a principal: actor clauses now, what remains goes into the SQL.

use crate::{
    authn::{Authenticated, Principal},
    authz::{Grant, Reach},
    error::{Challenge, Error, ErrorKind, Result},
    policy::{Access, Clause, EndpointPolicy},
};

/// Decides the actor clauses and keeps the row clauses as the grant's [`Reach`]. The answer never depends on a row.
pub(crate) fn authorize(policy: &EndpointPolicy, caller: Authenticated) -> Result<Grant> {
    let principal = caller.into_principal();
    let rule = match &policy.access {
        Access::Public { .. } => return Ok(Grant::new(principal, Reach::All)),
        Access::Rule(rule) => rule,
    };
    // Every rule implies `authenticated`, tested first.
    if principal.is_anonymous() {
        return Err(Error::new(ErrorKind::Unauthenticated(Challenge::Missing)));
    }
    // A delegated token may do less than its user, and no clause here says how much less.
    if principal.is_delegated() {
        return Err(Error::forbidden_because("the token was delegated"));
    }
    match decide(rule, &principal) {
        Decision::Never => {
            Err(Error::forbidden_because("the access rule is not true for this caller"))
        }
        Decision::Always => Ok(Grant::new(principal, Reach::All)),
        Decision::IfOwned => Ok(Grant::new(principal, Reach::Owned)),
    }
}

/// What is left of a rule when the caller is known. From no row to every row, so that `min` narrows and `max` widens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Decision {
    Never,
    IfOwned,
    Always,
}

/// With `owner` as the only row clause, `all` is the narrowest of its clauses and `any` the widest.
fn decide(clause: &Clause, principal: &Principal) -> Decision {
    match clause {
        Clause::Authenticated => actor(!principal.is_anonymous()),
        Clause::Role(role) => actor(principal.roles().holds(*role)),
        Clause::Owner { .. } => Decision::IfOwned,
        Clause::All(clauses) => {
            clauses.iter().map(|clause| decide(clause, principal)).min().unwrap_or(Decision::Never)
        }
        Clause::Any(clauses) => {
            clauses.iter().map(|clause| decide(clause, principal)).max().unwrap_or(Decision::Never)
        }
    }
}

const fn actor(is_true: bool) -> Decision {
    if is_true { Decision::Always } else { Decision::Never }
}
