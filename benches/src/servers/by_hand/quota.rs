//! How often somebody may call, and be refused.

use std::{error::Error, net::IpAddr, num::NonZeroU32, time::Duration};

use axum::http::HeaderValue;
use governor::{
    DefaultKeyedRateLimiter, NotUntil, Quota, RateLimiter,
    clock::{Clock as _, DefaultClock, QuantaInstant},
    middleware::StateInformationMiddleware,
    state::keyed::DefaultKeyedStateStore,
};

use super::{
    call::Call,
    refusal::{self, Refusal},
};

const MINUTE: Duration = Duration::from_secs(60);

/// So many requests in a minute and caller.
pub(super) struct CallerQuota {
    limiter: RateLimiter<
        String,
        DefaultKeyedStateStore<String>,
        DefaultClock,
        StateInformationMiddleware,
    >,
    policy: HeaderValue,
    /// Seconds until there is one more request, at most; governor does not say it more exactly.
    reset_after: u64,
}

impl CallerQuota {
    pub(super) fn per_minute(limit: u32) -> Result<Self, Box<dyn Error>> {
        let quota = per_minute(limit)?;
        Ok(Self {
            limiter: RateLimiter::keyed(quota).with_middleware(),
            policy: format!(r#""caller";q={limit};w=60"#).try_into()?,
            reset_after: whole_seconds(quota.replenish_interval()),
        })
    }

    /// Charges the request to its caller.
    pub(super) fn charge(&self, call: &mut Call) -> Result<(), Refusal> {
        let Some(caller) = &call.caller else { return Err(refusal::NO_CREDENTIALS) };
        let (remaining, reset_after, refused) = match self.limiter.check_key(&caller.subject) {
            Ok(state) => (state.remaining_burst_capacity(), self.reset_after, None),
            Err(until) => (0, wait(&until), Some(wait(&until))),
        };
        let standing = format!(r#""caller";r={remaining};t={reset_after}"#);
        let standing = standing.try_into().map_err(|_| refusal::INTERNAL)?;
        call.quota = Some((self.policy.clone(), standing));
        match refused {
            None => Ok(()),
            Some(retry_after) => Err(Refusal::exceeded("caller", retry_after)),
        }
    }
}

/// Being refused costs: whoever is refused too often is told so instead.
pub(super) struct RefusalQuotas {
    unauthenticated: DefaultKeyedRateLimiter<Option<IpAddr>>,
    denied: DefaultKeyedRateLimiter<String>,
}

impl RefusalQuotas {
    pub(super) fn new() -> Result<Self, Box<dyn Error>> {
        let quota = per_minute(60)?;
        Ok(Self { unauthenticated: RateLimiter::keyed(quota), denied: RateLimiter::keyed(quota) })
    }

    pub(super) fn unauthenticated(&self, call: &Call, refusal: Refusal) -> Refusal {
        match self.unauthenticated.check_key(&call.client()) {
            Ok(()) => refusal,
            Err(until) => Refusal::exceeded("refusals", wait(&until)),
        }
    }

    pub(super) fn denied(&self, subject: &String) -> Refusal {
        match self.denied.check_key(subject) {
            Ok(()) => refusal::FORBIDDEN,
            Err(until) => Refusal::exceeded("refusals", wait(&until)),
        }
    }
}

fn per_minute(limit: u32) -> Result<Quota, Box<dyn Error>> {
    let limit = NonZeroU32::new(limit).ok_or("a quota of nothing")?;
    let quota = Quota::with_period(MINUTE / limit.get()).ok_or("a quota without a period")?;
    Ok(quota.allow_burst(limit))
}

fn wait(until: &NotUntil<QuantaInstant>) -> u64 {
    whole_seconds(until.wait_time_from(DefaultClock::default().now()))
}

/// Rounded up, so that whoever waits that long passes.
fn whole_seconds(time: Duration) -> u64 {
    time.as_secs() + u64::from(time.subsec_nanos() > 0)
}
