//! Charges a request to what the policy asks for, and hands out the proofs that it was done.

use std::sync::Arc;

use axum::http::{HeaderMap, HeaderName};

use super::{
    Charge, KeyMaker, MemoryStore, Outcome, RateStore, StoreError, limit_field, policy_field,
    whole_seconds,
};
use crate::{
    authn::Principal,
    authz::Eligible,
    clock::Instant,
    edge::ClientAddress,
    error::{Error, ErrorKind, Exceeded, Result},
    policy::{EndpointPolicy, Quota},
};

/// Where quota cells are kept. The memory of this process is asked without a detour.
#[derive(Debug)]
pub(crate) enum Store {
    Memory(MemoryStore),
    Shared(Arc<dyn RateStore>),
}

impl Store {
    async fn charge(&self, charges: &[Charge], now: Instant) -> Result<Outcome> {
        match self {
            Self::Memory(store) => Ok(store.charge(charges, now)),
            Self::Shared(store) => store.charge(charges, now).await.map_err(unavailable),
        }
    }
}

/// A store that does not answer never admits.
fn unavailable(error: StoreError) -> Error {
    Error::unavailable(error)
}

/// Proof that every quota of the endpoint had room and was charged.
#[derive(Debug)]
pub struct Admission(());

/// What a response says about the caller's quotas.
#[derive(Debug)]
pub(crate) struct Standings(Outcome);

impl Standings {
    /// Writes `RateLimit-Policy` and `RateLimit`.
    pub(crate) fn write(&self, headers: &mut HeaderMap) {
        let quotas = self.0.standings.iter().map(|standing| &standing.quota);
        headers.insert(HeaderName::from_static("ratelimit-policy"), policy_field(quotas));
        headers.insert(HeaderName::from_static("ratelimit"), limit_field(&self.0.standings));
    }
}

/// Charges requests.
#[derive(Debug)]
pub(crate) struct Limiter {
    store: Store,
    keys: KeyMaker,
    refusals: Quota,
}

impl Limiter {
    pub(crate) const fn new(store: Store, keys: KeyMaker, refusals: Quota) -> Self {
        Self { store, keys, refusals }
    }

    /// What a caller is told who did not authenticate or is not allowed. Being refused costs: whoever is refused too often
    /// is told so instead. Valid credentials are never refused for the failures of others, who may share their address.
    pub(crate) async fn refused(
        &self,
        principal: &Principal,
        address: ClientAddress,
        refusal: Error,
        now: Instant,
    ) -> Error {
        let key = match refusal.kind() {
            ErrorKind::Unauthenticated(_) => {
                self.keys.key(&[b"unauthenticated", &address.octets()])
            }
            ErrorKind::Forbidden => self.keys.key(&[
                b"denied",
                principal.issuer().as_bytes(),
                principal.subject().as_bytes(),
            ]),
            _ => return refusal,
        };
        match self.store.charge(&[Charge { key, quota: self.refusals }], now).await {
            Ok(outcome) => exceeded(&outcome).unwrap_or(refusal),
            Err(failure) => failure,
        }
    }

    /// Charges every quota of the endpoint, or none.
    pub(crate) async fn admit(
        &self,
        policy: &EndpointPolicy,
        eligible: &Eligible,
        address: ClientAddress,
        now: Instant,
        standings: &mut Option<Standings>,
    ) -> Result<Admission> {
        let octets = address.octets();
        let principal = eligible.principal();
        let caller = match principal.is_anonymous() {
            true => [octets.as_slice(), b""],
            false => [principal.issuer().as_bytes(), principal.subject().as_bytes()],
        };
        let [first, second] = caller;
        let charge = |quota: &Quota| {
            let kind: &[u8] = if principal.is_anonymous() { b"address" } else { b"principal" };
            let line = policy.source.line.to_be_bytes();
            let parts = [
                policy.module.as_bytes(),
                policy.name.as_bytes(),
                &line,
                quota.name.as_bytes(),
                kind,
                first,
                second,
            ];
            Charge { key: self.keys.key(&parts), quota: *quota }
        };
        let outcome = match policy.quotas {
            [quota] => self.store.charge(&[charge(quota)], now).await?,
            quotas => {
                self.store.charge(&quotas.iter().map(charge).collect::<Vec<_>>(), now).await?
            }
        };
        let refusal = exceeded(&outcome);
        *standings = Some(Standings(outcome));
        refusal.map_or(Ok(Admission(())), Err)
    }
}

fn exceeded(outcome: &Outcome) -> Option<Error> {
    let refusal = outcome.refusal.as_ref()?;
    let quota =
        outcome.standings.get(refusal.index).map_or("quota", |standing| standing.quota.name);
    let retry_after = whole_seconds(refusal.retry_after);
    Some(Error::new(ErrorKind::QuotaExceeded(Exceeded { quota, retry_after })))
}
