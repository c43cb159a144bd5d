//! Charges a request to what the policy asks for, and hands out the proofs that it was done.

use std::sync::Arc;

use futures_util::future::{BoxFuture, Either};

use super::{
    Charge, KeyMaker, MemoryStore, Outcome, RateStore, StoreError, Tiers,
    charges::{Charges, Moment, charges, is_limited},
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

/// The proof that every charge had room, or the refusal. What memory answers is there at once; only what has to be waited for is boxed, so
/// that no request carries room for it.
pub(crate) type Charging<'a, P> = Either<Result<P>, BoxFuture<'a, Result<P>>>;

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
        received: &Received<'_>,
        now: Instant,
        receipts: &'a mut Receipts,
    ) -> Charging<'a, Arrival> {
        let (nobody, address) = (Principal::anonymous(), received.address());
        self.charge(policy, &nobody, address, now, Moment::Arrival, receipts, Arrival)
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
        let charge = [Charge { key, quota: self.refusals }];
        let outcome = match &self.store {
            Store::Memory(store) => Ok(store.charge(&charge, now)),
            Store::Shared(store) => store.charge(&charge, now).await.map_err(unavailable),
        };
        match outcome {
            Ok(outcome) => exceeded(&outcome).unwrap_or(refusal),
            Err(failure) => failure,
        }
    }

    /// Charges every other quota of the endpoint, or none.
    pub(crate) fn admit<'a>(
        &'a self,
        policy: &EndpointPolicy,
        eligible: &Eligible,
        address: ClientAddress,
        now: Instant,
        receipts: &'a mut Receipts,
    ) -> Charging<'a, Admission> {
        let principal = eligible.principal();
        self.charge(policy, principal, address, now, Moment::Admission, receipts, Admission)
    }

    /// Gives back what only failures cost. If that fails, the caller has less left, never more.
    pub(crate) async fn refund(&self, receipts: &mut Receipts, now: Instant) -> Result<()> {
        for receipt in receipts.iter_mut() {
            let (charges, outcome) = receipt.of_failures();
            if !charges.is_empty() {
                receipt.update(match &self.store {
                    Store::Memory(store) => store.refund(&charges, &outcome, now),
                    Store::Shared(store) => {
                        store.refund(&charges, &outcome, now).await.map_err(unavailable)?
                    }
                });
            }
        }
        Ok(())
    }

    /// Asks the store only if there is something to charge, and gives the proof that it was.
    #[expect(clippy::too_many_arguments, reason = "what a charge depends on, and the proof of it")]
    fn charge<'a, P: 'a>(
        &'a self,
        policy: &EndpointPolicy,
        principal: &Principal,
        address: ClientAddress,
        now: Instant,
        moment: Moment,
        receipts: &'a mut Receipts,
        proof: fn(()) -> P,
    ) -> Charging<'a, P> {
        if !is_limited(policy) {
            return Either::Left(Ok(proof(())));
        }
        let charges = match charges(&self.keys, &self.tiers, policy, moment, principal, address) {
            Ok(charges) if charges.is_empty() => return Either::Left(Ok(proof(()))),
            Ok(charges) => charges,
            Err(error) => return Either::Left(Err(error)),
        };
        let receipt = receipts.of(moment);
        match &self.store {
            Store::Memory(store) => {
                Either::Left(settle(&charges, store.charge(&charges, now), receipt).map(proof))
            }
            Store::Shared(store) => Either::Right(Box::pin(async move {
                let outcome = store.charge(&charges, now).await.map_err(unavailable)?;
                settle(&charges, outcome, receipt).map(proof)
            })),
        }
    }
}

/// Keeps what became of a group of charges, and says whether the request may go on.
fn settle(charges: &Charges, outcome: Outcome, receipt: &mut Option<Box<Receipt>>) -> Result<()> {
    let refusal = exceeded(&outcome);
    *receipt = Some(Box::new(Receipt::new(charges, outcome)));
    refusal.map_or(Ok(()), Err)
}

/// The refusal of a group. A quota that is not the caller's own is not named: how busy others are is nobody's business.
fn exceeded(outcome: &Outcome) -> Option<Error> {
    let refusal = outcome.refusal.as_ref()?;
    let quota = outcome.standings.get(refusal.index).map(|standing| standing.quota);
    let quota = quota.filter(Quota::is_callers_own).map(|quota| quota.name);
    let retry_after = whole_seconds(refusal.retry_after);
    Some(Error::new(ErrorKind::QuotaExceeded(Exceeded { quota, retry_after })))
}
