//! Charges a request to what the policy asks for, and hands out the proofs that it was done.

use std::{future::Future, sync::Arc};

use super::{
    Charge, KeyMaker, MemoryStore, Outcome, RateStore, Standings, StoreError, Tiers,
    charges::{Charges, Moment, charges},
    receipts::{Receipt, Receipts},
    whole_seconds,
};
use crate::{
    authn::Principal,
    authz::Eligible,
    clock::Instant,
    edge::{ClientAddress, Received},
    error::{Challenge, Error, ErrorKind, Exceeded, Result},
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

    async fn refund(
        &self,
        charges: &[Charge],
        outcome: &Outcome,
        now: Instant,
    ) -> Result<Standings> {
        match self {
            Self::Memory(store) => Ok(store.refund(charges, outcome, now)),
            Self::Shared(store) => store.refund(charges, outcome, now).await.map_err(unavailable),
        }
    }
}

/// A store that does not answer never admits.
fn unavailable(error: StoreError) -> Error {
    Error::unavailable(error)
}

/// Proof that every quota of the client's address had room and was charged, before anybody looks at credentials.
#[derive(Debug)]
pub(crate) struct Arrival(());

/// Proof that every other quota of the endpoint had room and was charged.
#[derive(Debug)]
pub struct Admission(());

impl Admission {
    /// For the tests of authorizing.
    #[cfg(test)]
    pub(crate) const fn of_test() -> Self {
        Self(())
    }
}

/// Charges requests.
#[derive(Debug)]
pub(crate) struct Limiter {
    store: Store,
    keys: KeyMaker,
    refusals: Quota,
    tiers: Tiers,
}

impl Limiter {
    pub(crate) const fn new(store: Store, keys: KeyMaker, refusals: Quota, tiers: Tiers) -> Self {
        Self { store, keys, refusals, tiers }
    }

    /// The quotas that several endpoints share.
    pub(crate) const fn tiers(&self) -> &Tiers {
        &self.tiers
    }

    /// Charges every quota that is the address's, or none. Whoever floods an endpoint with tokens is stopped before one is verified.
    pub(crate) fn arrive<'a>(
        &'a self,
        policy: &EndpointPolicy,
        received: &Received,
        now: Instant,
        receipts: &'a mut Receipts,
    ) -> impl Future<Output = Result<Arrival>> + Send + use<'a> {
        // Before the future, which a request with its body cannot be lent to.
        let nobody = Principal::anonymous();
        let charges = self.charges(policy, Moment::Arrival, &nobody, received.address());
        async move { self.charge(&charges?, now, &mut receipts.arrival).await.map(|()| Arrival(())) }
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
        let is_denied = match refusal.kind() {
            ErrorKind::Unauthenticated(Challenge::Missing | Challenge::InvalidToken) => false,
            ErrorKind::Unauthenticated(Challenge::Stronger { .. })
            | ErrorKind::Forbidden
            | ErrorKind::InsufficientScope(_) => !principal.is_anonymous(),
            _ => return refusal,
        };
        let key = if is_denied {
            let (issuer, subject) = (principal.issuer(), principal.subject());
            self.keys.key(&[b"denied", issuer.as_bytes(), subject.as_bytes()])
        } else {
            self.keys.key(&[b"unauthenticated", &address.octets()])
        };
        match self.store.charge(&[Charge { key, quota: self.refusals }], now).await {
            Ok(outcome) => exceeded(&outcome).unwrap_or(refusal),
            Err(failure) => failure,
        }
    }

    /// Charges every other quota of the endpoint, or none.
    pub(crate) async fn admit(
        &self,
        policy: &EndpointPolicy,
        eligible: &Eligible,
        address: ClientAddress,
        now: Instant,
        receipts: &mut Receipts,
    ) -> Result<Admission> {
        let charges = self.charges(policy, Moment::Admission, eligible.principal(), address)?;
        self.charge(&charges, now, &mut receipts.admission).await.map(|()| Admission(()))
    }

    /// Gives back what only failures cost. If that fails, the caller has less left, never more.
    pub(crate) async fn refund(&self, receipts: &mut Receipts, now: Instant) -> Result<()> {
        for receipt in receipts.arrival.iter_mut().chain(&mut receipts.admission) {
            let (charges, outcome) = receipt.of_failures();
            if !charges.is_empty() {
                receipt.update(self.store.refund(&charges, &outcome, now).await?);
            }
        }
        Ok(())
    }

    fn charges(
        &self,
        policy: &EndpointPolicy,
        moment: Moment,
        principal: &Principal,
        address: ClientAddress,
    ) -> Result<Charges> {
        charges(&self.keys, &self.tiers, policy, moment, principal, address)
    }

    /// Asks the store only if there is something to charge.
    async fn charge(
        &self,
        charges: &Charges,
        now: Instant,
        receipt: &mut Option<Receipt>,
    ) -> Result<()> {
        if charges.is_empty() {
            return Ok(());
        }
        let outcome = self.store.charge(charges, now).await?;
        let refusal = exceeded(&outcome);
        *receipt = Some(Receipt::new(charges, outcome));
        refusal.map_or(Ok(()), Err)
    }
}

/// The refusal of a group. A quota that is not the caller's own is not named: how busy others are is nobody's business.
fn exceeded(outcome: &Outcome) -> Option<Error> {
    let refusal = outcome.refusal.as_ref()?;
    let quota = outcome.standings.get(refusal.index).map(|standing| standing.quota);
    let quota = quota.filter(Quota::is_callers_own).map(|quota| quota.name);
    let retry_after = whole_seconds(refusal.retry_after);
    Some(Error::new(ErrorKind::QuotaExceeded(Exceeded { quota, retry_after })))
}
