//! One quota cell: the generic cell rate algorithm (GCRA, ITU-T I.371) over a single number.
//!
//! The state is the theoretical arrival time (TAT), in nanoseconds: the moment at which the whole burst is back. Each
//! admitted request moves it by one interval for each of its units; a request is admitted while it stays within the burst from
//! now. A TAT that has passed is the same as none.

use std::time::Duration;

use crate::{policy::Quota, rate::Standing};

/// A quota as the three numbers that its cells are moved by, in nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Gcra {
    /// The time of one unit: the period divided by the limit, rounded up, so that rounding never admits more.
    interval: u64,
    /// The time of one request.
    cost: u64,
    /// The time of all units that can be had at once.
    full: u64,
}

impl Gcra {
    /// A burst above the limit counts as the limit, and no cost as a cost of one. A request that costs more than the burst never
    /// fits; it is told to come back after a period.
    pub(super) fn new(quota: &Quota) -> Self {
        let burst = quota.burst.min(quota.limit);
        let (nanos, limit) = (quota.period.as_nanos(), quota.limit.max(1));
        let interval = match u64::try_from(nanos) {
            // All but periods of centuries; dividing 128 bits takes ten times longer.
            Ok(nanos) => nanos.div_ceil(u64::from(limit)),
            Err(_) => u64::try_from(nanos.div_ceil(u128::from(limit))).unwrap_or(u64::MAX),
        };
        let interval = interval.max(1);
        let full = interval.saturating_mul(u64::from(burst));
        let cost = if quota.cost > burst {
            full.saturating_add(u64::try_from(quota.period.as_nanos()).unwrap_or(u64::MAX).max(1))
        } else {
            interval.saturating_mul(u64::from(quota.cost.max(1)))
        };
        Self { interval, cost, full }
    }

    /// The TAT after one more request, or how long until there is room for it. A TAT that has passed counts as now. A clock
    /// that was set back makes TATs look further away, which is stricter. At the end of time it refuses.
    pub(super) fn charge(self, tat: u64, now: u64) -> Result<u64, Duration> {
        tat.max(now)
            .checked_add(self.cost)
            .filter(|next| next - now <= self.full)
            .ok_or_else(|| self.wait(tat, now))
    }

    /// How long until there is room for one more request.
    fn wait(self, tat: u64, now: u64) -> Duration {
        let used = tat.saturating_sub(now);
        Duration::from_nanos(used.saturating_add(self.cost).saturating_sub(self.full).max(1))
    }

    /// The TAT with one request taken back.
    pub(super) const fn refund(self, tat: u64) -> u64 {
        tat.saturating_sub(self.cost)
    }

    /// What is left, at this TAT.
    pub(super) fn standing(self, quota: Quota, tat: u64, now: u64) -> Standing {
        let used = tat.saturating_sub(now);
        let left = self.full.saturating_sub(used);
        let burst = quota.burst.min(quota.limit);
        let remaining = u32::try_from(left / self.interval).unwrap_or(u32::MAX).min(burst);
        let reset_after = if used == 0 && burst > 0 {
            0
        } else {
            let next = self.interval.saturating_mul(u64::from(remaining).saturating_add(1));
            used.saturating_add(next).saturating_sub(self.full)
        };
        Standing {
            quota,
            remaining,
            reset_after: Duration::from_nanos(reset_after),
            full_after: Duration::from_nanos(used),
        }
    }
}
