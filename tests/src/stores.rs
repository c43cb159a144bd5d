//! Stores of quota cells that fail.

use futures_util::future::{BoxFuture, FutureExt as _, pending, ready};
use secure_api::{
    clock::Instant,
    rate::{Charge, MemoryStore, Outcome, RateStore, StoreError},
};

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

    fn peek<'a>(
        &'a self,
        _: &'a [Charge],
        _: Instant,
    ) -> BoxFuture<'a, Result<Outcome, StoreError>> {
        ready(Err(StoreError::new(CAUSE))).boxed()
    }

    fn refund<'a>(
        &'a self,
        _: &'a [Charge],
        _: &'a Outcome,
        _: Instant,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        ready(Err(StoreError::new(CAUSE))).boxed()
    }
}

/// Charges in memory, but fails for quotas of this name: the store goes away in the middle of a request.
#[derive(Debug)]
pub struct FailingFor(pub &'static str, pub MemoryStore);

impl FailingFor {
    fn fails(&self, charges: &[Charge]) -> bool {
        charges.iter().any(|charge| charge.quota.name == self.0)
    }
}

impl RateStore for FailingFor {
    fn charge<'a>(
        &'a self,
        charges: &'a [Charge],
        now: Instant,
    ) -> BoxFuture<'a, Result<Outcome, StoreError>> {
        match self.fails(charges) {
            true => ready(Err(StoreError::new(CAUSE))).boxed(),
            false => RateStore::charge(&self.1, charges, now),
        }
    }

    fn peek<'a>(
        &'a self,
        charges: &'a [Charge],
        now: Instant,
    ) -> BoxFuture<'a, Result<Outcome, StoreError>> {
        RateStore::peek(&self.1, charges, now)
    }

    fn refund<'a>(
        &'a self,
        charges: &'a [Charge],
        outcome: &'a Outcome,
        now: Instant,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        RateStore::refund(&self.1, charges, outcome, now)
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

    fn peek<'a>(
        &'a self,
        _: &'a [Charge],
        _: Instant,
    ) -> BoxFuture<'a, Result<Outcome, StoreError>> {
        pending().boxed()
    }

    fn refund<'a>(
        &'a self,
        _: &'a [Charge],
        _: &'a Outcome,
        _: Instant,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        pending().boxed()
    }
}
