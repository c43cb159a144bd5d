//! The two steps of authorizing: what needs no I/O before the quotas, what an application's `check` says after them.

use std::{any::Any, time::Duration};

use axum::{
    extract::{FromRequestParts as _, RawPathParams, rejection::RawPathParamsRejection},
    http::request::Parts,
};
use futures_util::future::{BoxFuture, Either};
use smallvec::SmallVec;

use super::{
    CheckContext, Grant, Reach,
    evaluate::{Decision, Facts, Supposing},
    trace,
};
use crate::{
    authn::{Authenticated, Principal},
    clock::Instant,
    error::{Challenge, Error, ErrorKind, Result},
    policy::{Access, Clause, EndpointPolicy},
    rate::Admission,
};

/// Proof that the caller passes every clause that is decided without I/O.
#[derive(Debug)]
pub(crate) struct Eligible {
    principal: Principal,
    /// `None` where a check has to speak first.
    reach: Option<Reach>,
    now: Instant,
    /// Whether the log says why a caller is denied.
    explains: bool,
}

impl Eligible {
    pub(crate) const fn principal(&self) -> &Principal {
        &self.principal
    }
}

/// Decides what the caller's credentials decide. The answer never depends on a row.
pub(crate) fn authorize(
    policy: &'static EndpointPolicy,
    caller: Authenticated,
    now: Instant,
    explains: bool,
) -> Result<Eligible> {
    let principal = caller.into_principal();
    if policy.access.is_authenticated() {
        // Every rule that is not `public` or `optional` implies `authenticated`, tested first.
        if principal.is_anonymous() {
            if explains {
                trace::log_reason(policy, "no credentials were sent");
            }
            return Err(Error::new(ErrorKind::Unauthenticated(Challenge::Missing)));
        }
    }
    if let Some(reason) = excluded(policy, &principal) {
        if explains {
            trace::log_reason(policy, reason);
        }
        return Err(Error::forbidden_because(reason));
    }
    let Some(rule) = policy.access.rule() else {
        return Ok(Eligible { principal, reach: Some(Reach::All), now, explains });
    };
    let facts = facts(policy, &principal, now);
    let reach = match facts.decide(rule) {
        Decision::Never => return Err(refusal(policy, rule, facts, explains)),
        Decision::Pending(_) => None,
        decision => decision.reach(),
    };
    Ok(Eligible { principal, reach, now, explains })
}

/// Runs the checks that still matter, one after the other, and hands out the grant. To be waited for only where there are any, and boxed there,
/// because every request would carry it.
pub(crate) fn grant<'a>(
    policy: &'static EndpointPolicy,
    eligible: Eligible,
    _: &Admission,
    parts: &'a mut Parts,
    state: &'a (dyn Any + Send + Sync),
) -> Either<Grant, BoxFuture<'a, Result<Grant>>> {
    let Eligible { principal, reach, now, explains } = eligible;
    let granted = move |principal, reach| {
        let grant = Grant::new(principal, reach, policy.cross_tenant.is_some(), now);
        if explains { grant.explained_by(policy) } else { grant }
    };
    match reach {
        Some(reach) => Either::Left(granted(principal, reach)),
        None => Either::Right(Box::pin(async move {
            let reach = checked(policy, &principal, now, explains, parts, state).await?;
            Ok(granted(principal, reach))
        })),
    }
}

/// Which rows the rule leaves when its checks have spoken.
async fn checked(
    policy: &'static EndpointPolicy,
    principal: &Principal,
    now: Instant,
    explains: bool,
    parts: &mut Parts,
    state: &(dyn Any + Send + Sync),
) -> Result<Reach> {
    let captures = match RawPathParams::from_request_parts(parts, &()).await {
        Ok(captures) => Some(captures),
        // No router has matched a path.
        Err(RawPathParamsRejection::MissingPathParams(_)) => None,
        Err(_) => return Err(Error::not_found()),
    };
    let rule = policy.access.rule().ok_or_else(Error::forbidden)?;
    let mut facts = facts(policy, principal, now);
    loop {
        match facts.decide(rule) {
            Decision::Pending(pending) => {
                let context = CheckContext::new(principal, parts, captures.as_ref(), state);
                let result = (pending.0.function)(&context).await.map_err(failed)?;
                facts.checked.push((pending.0, result));
            }
            Decision::Never => return Err(refusal(policy, rule, facts, explains)),
            decision => return decision.reach().ok_or_else(Error::forbidden),
        }
    }
}

fn facts<'a>(policy: &EndpointPolicy, principal: &'a Principal, now: Instant) -> Facts<'a> {
    Facts {
        principal,
        crosses_tenants: policy.cross_tenant.is_some(),
        now,
        checked: SmallVec::new(),
        supposing: Supposing::Nothing,
    }
}

/// Why a caller cannot be admitted, whatever the rule says of it. A token that somebody else holds for the user may do less than the
/// user, and only `scope` says how much less.
fn excluded(policy: &EndpointPolicy, principal: &Principal) -> Option<&'static str> {
    let requires_scope = || policy.access.rule().is_some_and(Clause::requires_scope);
    if principal.is_delegated() && !requires_scope() {
        Some("the token was delegated, and the endpoint requires no scope")
    } else if principal.is_third_party() && !requires_scope() {
        Some(
            "the token is of a third-party client, and the endpoint requires no scope: if the client is the API's own, name it in `JwtVerifier::first_party_clients`",
        )
    } else if policy.needs_tenant() && principal.tenant().is_none() {
        Some(match principal.proves_a_tenant() {
            true => "the credentials prove several tenants, and the request selects none of them",
            false => "the credentials prove no tenant",
        })
    } else {
        None
    }
}

/// A check that fails has not said no. Its own words are for the log.
fn failed(error: Error) -> Error {
    match error.status() {
        500.. => error,
        _ => Error::unavailable(error),
    }
}

/// What would help the caller: to authenticate, to do so again, a scope, nothing.
fn refusal(
    policy: &EndpointPolicy,
    rule: &'static Clause,
    mut facts: Facts<'_>,
    explains: bool,
) -> Error {
    if explains {
        trace::log(policy, rule, &facts);
    }
    if facts.principal.is_anonymous() && !matches!(policy.access, Access::Public { .. }) {
        return Error::new(ErrorKind::Unauthenticated(Challenge::Missing));
    }
    facts.supposing = Supposing::Authentication;
    if facts.decide(rule) != Decision::Never {
        let kind =
            Challenge::Stronger { max_age: shortest_age(rule), several_factors: is_mfa(rule) };
        return Error::new(ErrorKind::Unauthenticated(kind));
    }
    facts.supposing = Supposing::Scopes;
    if facts.decide(rule) != Decision::Never {
        return Error::new(ErrorKind::InsufficientScope(scopes(rule)));
    }
    Error::forbidden_because("the access rule is not true for this caller")
}

fn shortest_age(rule: &Clause) -> Option<Duration> {
    match rule {
        Clause::Fresh(age) => Some(*age),
        _ => rule.inner().iter().filter_map(shortest_age).min(),
    }
}

fn is_mfa(rule: &Clause) -> bool {
    rule.contains(&|clause| matches!(clause, Clause::Mfa))
}

/// Every scope that the rule names, as the challenge lists them.
fn scopes(rule: &Clause) -> Vec<&'static str> {
    match rule {
        Clause::Scope(scope) => vec![*scope],
        _ => rule.inner().iter().flat_map(scopes).collect(),
    }
}
