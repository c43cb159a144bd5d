//! Which cells a request is charged to.

use smallvec::SmallVec;

use super::{Charge, KeyMaker, Tiers, store::INLINE};
use crate::{
    authn::Principal,
    edge::ClientAddress,
    error::{Error, Result},
    policy::{EndpointPolicy, Quota, QuotaKey},
};

/// A group of charges.
pub(super) type Charges = SmallVec<[Charge; INLINE]>;

/// When a quota is charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    /// Before anybody is authenticated, which is why only the address can be known.
    Arrival,
    /// When it is known who is calling, and that they may.
    Admission,
}

impl Moment {
    const fn of(key: QuotaKey) -> Self {
        match key {
            QuotaKey::Address => Self::Arrival,
            QuotaKey::Caller | QuotaKey::Tenant | QuotaKey::Global => Self::Admission,
        }
    }
}

/// What an endpoint is charged at this moment: its own quotas and that of its tier. A tier that is not configured is an error, never
/// a request without a quota.
pub(super) fn charges(
    keys: &KeyMaker,
    tiers: &Tiers,
    policy: &EndpointPolicy,
    moment: Moment,
    principal: &Principal,
    address: ClientAddress,
) -> Result<Charges> {
    let octets = address.octets();
    let line = policy.source.line.to_be_bytes();
    let is_due = |quota: &Quota| Moment::of(quota.key) == moment;
    let mut charges = Charges::new();
    for (quota, index) in own(policy).iter().zip(0_u32..).filter(|(quota, _)| is_due(quota)) {
        let [kind, first, second] = holder(quota.key, principal, principal.tenant(), &octets);
        // Two quotas of one name are two quotas, as are those of two endpoints of one name.
        let (module, name, index) =
            (policy.module.as_bytes(), policy.name.as_bytes(), index.to_be_bytes());
        let key = keys.key(&[module, name, &line, &index, kind, first, second]);
        charges.push(Charge { key, quota: *quota });
    }
    if let Some(tier) = policy.tier {
        let quota = tiers.get(tier).ok_or_else(|| {
            Error::internal(format!(
                "endpoint `{policy}` is of the tier `{tier}`, which is not configured"
            ))
        })?;
        if is_due(quota) {
            let [kind, first, second] = holder(quota.key, principal, principal.tenant(), &octets);
            let key = keys.key(&[b"tier", tier.as_bytes(), kind, first, second]);
            charges.push(Charge { key, quota: *quota });
        }
    }
    Ok(charges)
}

/// Whether the endpoint is charged anything at all.
pub(super) fn is_limited(policy: &EndpointPolicy) -> bool {
    !own(policy).is_empty() || policy.tier.is_some()
}

/// The quotas of the endpoint itself. A policy that has none and does not say why gets the default.
fn own(policy: &EndpointPolicy) -> &'static [Quota] {
    match policy.quotas {
        [] if policy.unlimited.is_none() && policy.tier.is_none() => &[Quota::DEFAULT],
        quotas => quotas,
    }
}

/// Whom a cell belongs to: what kind of name it is, and the name. Without a tenant there is nothing to share, so the caller is
/// counted alone; nobody gets out of a quota, and nobody uses up that of strangers.
fn holder<'a>(
    key: QuotaKey,
    principal: &'a Principal,
    tenant: Option<&'a str>,
    address: &'a [u8],
) -> [&'a [u8]; 3] {
    match (key, tenant) {
        (QuotaKey::Global, _) => [b"all", b"", b""],
        (QuotaKey::Address, _) => [b"address", address, b""],
        (QuotaKey::Tenant, Some(tenant)) => [b"tenant", tenant.as_bytes(), b""],
        (QuotaKey::Caller | QuotaKey::Tenant, _) if principal.is_anonymous() => {
            [b"address", address, b""]
        }
        (QuotaKey::Caller | QuotaKey::Tenant, _) => {
            [b"principal", principal.issuer().as_bytes(), principal.subject().as_bytes()]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenant_is_one_holder_wherever_its_callers_are() {
        let nobody = Principal::anonymous();
        let holder = |tenant, address| holder(QuotaKey::Tenant, &nobody, tenant, address);
        assert_eq!(holder(Some("acme"), b"1"), holder(Some("acme"), b"2"));
        assert_ne!(holder(Some("acme"), b"1"), holder(Some("other"), b"1"));
        assert_ne!(holder(None, b"1"), holder(None, b"2"));
        assert_ne!(holder(Some("1"), b""), holder(None, b"1"), "a tenant named like an address");
    }
}
