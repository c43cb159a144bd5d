//! Stores of quota cells that fail, and one that several servers share.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use futures_util::future::{BoxFuture, FutureExt as _, pending, ready};
use secrecy::SecretBox;
use secure_api::{
    SecurityBuilder,
    clock::Instant,
    rate::{Charge, KeyMaker, MemoryStore, Outcome, RateStore, Standings, StoreError},
};

type Refunded<'a> = BoxFuture<'a, Result<Standings, StoreError>>;

/// Answers nothing but failures.
#[derive(Debug)]
pub struct Failing;

/// What the failure says, which no client may read.
pub const CAUSE: &str = "redis://operator:hunter2@10.0.0.7 refused the connection";

impl RateStore for Failing {
    fn charge<'a>(
        &'a self,
        _: &'a [Charge],
        _: Instant,
    ) -> BoxFuture<'a, Result<Outcome, StoreError>> {
        ready(Err(StoreError::new(CAUSE))).boxed()
    }

    fn refund<'a>(&'a self, _: &'a [Charge], _: &'a Outcome, _: Instant) -> Refunded<'a> {
        ready(Err(StoreError::new(CAUSE))).boxed()
    }
}

/// Never answers.
#[derive(Debug)]
pub struct Hanging;

impl RateStore for Hanging {
    fn charge<'a>(
        &'a self,
        _: &'a [Charge],
        _: Instant,
    ) -> BoxFuture<'a, Result<Outcome, StoreError>> {
        pending().boxed()
    }

    fn refund<'a>(&'a self, _: &'a [Charge], _: &'a Outcome, _: Instant) -> Refunded<'a> {
        pending().boxed()
    }
}

/// One store in memory that several servers charge.
#[derive(Debug, Clone, Default)]
pub struct Shared(Arc<MemoryStore>);

impl RateStore for Shared {
    fn charge<'a>(
        &'a self,
        charges: &'a [Charge],
        now: Instant,
    ) -> BoxFuture<'a, Result<Outcome, StoreError>> {
        RateStore::charge(&*self.0, charges, now)
    }

    fn refund<'a>(
        &'a self,
        charges: &'a [Charge],
        outcome: &'a Outcome,
        now: Instant,
    ) -> Refunded<'a> {
        RateStore::refund(&*self.0, charges, outcome, now)
    }
}

/// Charges in memory so often, and then fails. Gives nothing back.
#[derive(Debug)]
pub struct FailingAfter(AtomicUsize, MemoryStore);

impl FailingAfter {
    /// After this many charges.
    #[must_use]
    pub fn charges(charges: usize) -> Self {
        Self(AtomicUsize::new(charges), MemoryStore::default())
    }
}

impl RateStore for FailingAfter {
    fn charge<'a>(
        &'a self,
        charges: &'a [Charge],
        now: Instant,
    ) -> BoxFuture<'a, Result<Outcome, StoreError>> {
        let left =
            self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        match left {
            Ok(_) => RateStore::charge(&self.1, charges, now),
            Err(_) => ready(Err(StoreError::new(CAUSE))).boxed(),
        }
    }

    fn refund<'a>(&'a self, _: &'a [Charge], _: &'a Outcome, _: Instant) -> Refunded<'a> {
        ready(Err(StoreError::new(CAUSE))).boxed()
    }
}

/// A server that keeps its quotas in this store, with the secret that every process of the application has.
pub fn shared(security: SecurityBuilder, store: impl RateStore) -> SecurityBuilder {
    let secret = SecretBox::new(Box::new(*b"of every process"));
    security.rate_store(store, KeyMaker::with_secret(secret))
}
