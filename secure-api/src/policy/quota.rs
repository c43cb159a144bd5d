//! How often an endpoint may be called.

use std::{fmt, time::Duration};

/// How many requests one key may make in a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// The name in the `RateLimit` response fields.
    pub name: &'static str,
    /// What requests have in common that share a cell of it.
    pub key: QuotaKey,
    /// Units per period. A request takes [`cost`](Self::cost) of them.
    pub limit: u32,
    /// The period.
    pub period: Duration,
    /// How many units can be had at once; at most `limit`.
    pub burst: u32,
    /// How many units a request takes.
    pub cost: u32,
    /// Which requests count.
    pub count: Count,
    /// Whether the endpoint stated it or got the default.
    pub stated: bool,
}

/// What requests have in common that are counted together, on one endpoint unless a tier says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum QuotaKey {
    /// The principal; the address of the anonymous one.
    Caller,
    /// The client's address, before anybody is authenticated.
    Address,
    /// The principal's tenant.
    Tenant,
    /// Nothing: all requests count together.
    Global,
}

/// Which requests a quota counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// All of them.
    Requests,
    /// Those that are answered with an error, or not at all. Every request takes its units first and gets them back when it
    /// succeeds, so that parallel ones cannot outrun the quota.
    Failures,
}

impl Quota {
    /// What applies to an endpoint that states no `rate`: 600 requests per minute and principal.
    pub const DEFAULT: Self = Self { stated: false, ..Self::per_caller(600, 60) };

    /// A quota that an endpoint states as `rate = "limit/period"`.
    #[must_use]
    pub const fn per_caller(limit: u32, period_seconds: u64) -> Self {
        Self::per(QuotaKey::Caller, "caller", limit, period_seconds)
    }

    /// So many requests in so many seconds for one key.
    #[must_use]
    pub const fn per(key: QuotaKey, name: &'static str, limit: u32, period_seconds: u64) -> Self {
        Self {
            name,
            key,
            limit,
            period: Duration::from_secs(period_seconds),
            burst: limit,
            cost: 1,
            count: Count::Requests,
            stated: true,
        }
    }

    /// The same, with another number of units that can be had at once.
    #[must_use]
    pub const fn with_burst(self, burst: u32) -> Self {
        Self { burst, ..self }
    }

    /// The same, with a request taking so many units.
    #[must_use]
    pub const fn with_cost(self, cost: u32) -> Self {
        Self { cost, ..self }
    }

    /// The same, counting these requests.
    #[must_use]
    pub const fn counting(self, count: Count) -> Self {
        Self { count, ..self }
    }

    /// Whether the quota is the caller's own, so that a response may tell how it stands. How busy others are is nobody's business.
    #[must_use]
    pub const fn is_callers_own(&self) -> bool {
        matches!(self.key, QuotaKey::Caller | QuotaKey::Address)
    }
}

impl fmt::Display for Quota {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.period.as_secs() {
            1 => write!(f, "{}/s", self.limit),
            60 => write!(f, "{}/min", self.limit),
            3_600 => write!(f, "{}/h", self.limit),
            86_400 => write!(f, "{}/day", self.limit),
            seconds => write!(f, "{}/{seconds}s", self.limit),
        }?;
        match self.key {
            QuotaKey::Caller => {}
            QuotaKey::Address => f.write_str(" per address")?,
            QuotaKey::Tenant => f.write_str(" per tenant")?,
            QuotaKey::Global => f.write_str(" for all")?,
        }
        if self.burst != self.limit {
            write!(f, ", {} at once", self.burst)?;
        }
        if self.cost != 1 {
            write!(f, ", {} a request", self.cost)?;
        }
        match self.count {
            Count::Requests => Ok(()),
            Count::Failures => f.write_str(", failures only"),
        }
    }
}
