//! What a request was charged: for the response fields, and to give back what only failures cost.

use axum::http::{HeaderMap, HeaderName};
use smallvec::SmallVec;

use super::{
    Charge, Key, Outcome, Refusal, Standing,
    charges::{Charges, Moment},
    limit_field, policy_field,
    store::INLINE,
    whole_seconds,
};
use crate::policy::Count;

const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const LIMIT: HeaderName = HeaderName::from_static("ratelimit");

/// What a request was charged so far. Kept outside of what judges the request, so that a refusal and a timeout show it too; boxed, because
/// every request would carry it.
#[derive(Debug, Default)]
pub(crate) struct Receipts {
    arrival: Option<Box<Receipt>>,
    admission: Option<Box<Receipt>>,
}

/// What became of one group of charges.
#[derive(Debug)]
pub(super) struct Receipt {
    keys: SmallVec<[Key; INLINE]>,
    outcome: Outcome,
}

impl Receipts {
    /// The place for what was charged at this moment.
    pub(super) const fn of(&mut self, moment: Moment) -> &mut Option<Box<Receipt>> {
        match moment {
            Moment::Arrival => &mut self.arrival,
            Moment::Admission => &mut self.admission,
        }
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Receipt> {
        self.arrival.iter_mut().chain(&mut self.admission).map(AsMut::as_mut)
    }

    /// Whether something was charged that only failures cost.
    pub(crate) fn counts_failures(&self) -> bool {
        self.iter().any(Receipt::counts_failures)
    }

    /// Writes `RateLimit-Policy` and `RateLimit`, of the caller's own quotas only. `Retry-After` should not be earlier than a `t`
    /// beside it (draft, section 6), so a refusal leaves out how quotas stand that take longer.
    pub(crate) fn write(&self, headers: &mut HeaderMap) {
        let standings = || {
            let all = self.iter().flat_map(|receipt| &receipt.outcome.standings);
            all.filter(|standing| standing.quota.is_callers_own())
        };
        let retry_after = self.iter().find_map(|receipt| receipt.outcome.refusal).map(seconds);
        let is_shown = |standing: &&Standing| {
            retry_after.is_none_or(|wait| whole_seconds(standing.reset_after) <= wait)
        };
        if standings().next().is_some() {
            let field = policy_field(standings().map(|standing| &standing.quota));
            headers.insert(POLICY, field);
        }
        if standings().any(|standing| is_shown(&standing)) {
            let field = limit_field(standings().filter(is_shown));
            headers.insert(LIMIT, field);
        }
    }

    fn iter(&self) -> impl Iterator<Item = &Receipt> {
        self.arrival.iter().chain(&self.admission).map(AsRef::as_ref)
    }
}

impl Receipt {
    pub(super) fn new(charges: &Charges, outcome: Outcome) -> Self {
        Self { keys: charges.iter().map(|charge| charge.key).collect(), outcome }
    }

    /// What is given back to a request that succeeds; nothing of a group that was refused.
    pub(super) fn of_failures(&self) -> (Charges, Outcome) {
        let Outcome { at, standings, refusal } = &self.outcome;
        let (charges, standings) = self
            .keys
            .iter()
            .zip(standings)
            .filter(|(_, standing)| refusal.is_none() && is_of_failures(standing))
            .map(|(key, standing)| (Charge { key: *key, quota: standing.quota }, *standing))
            .unzip();
        (charges, Outcome { at: *at, standings, refusal: *refusal })
    }

    /// How the quotas stand that were given back to.
    pub(super) fn update(&mut self, after: impl IntoIterator<Item = Standing>) {
        let standings =
            self.outcome.standings.iter_mut().filter(|standing| is_of_failures(standing));
        for (standing, after) in standings.zip(after) {
            *standing = after;
        }
    }

    fn counts_failures(&self) -> bool {
        self.outcome.is_admitted() && self.outcome.standings.iter().any(is_of_failures)
    }
}

fn is_of_failures(standing: &Standing) -> bool {
    standing.quota.count == Count::Failures
}

fn seconds(refusal: Refusal) -> u64 {
    whole_seconds(refusal.retry_after)
}
