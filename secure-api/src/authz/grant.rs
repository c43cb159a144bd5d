//! The outcome of authorizing a request.

use crate::{authn::Principal, authz::Reach, clock::Instant, policy::EndpointPolicy};

/// Proof that an access rule was decided in favour of a caller: who it is, and which rows the rule still leaves.
/// It ends with the request.
#[derive(Debug)]
pub struct Grant {
    principal: Principal,
    reach: Reach,
    crosses_tenants: bool,
    /// The moment at which it was decided.
    now: Instant,
    /// In development mode, the policy that the log explains the refusal of rows by.
    explained: Option<&'static EndpointPolicy>,
}

impl Grant {
    /// Only `authz` decides, so only it can make one.
    pub(super) const fn new(
        principal: Principal,
        reach: Reach,
        crosses_tenants: bool,
        now: Instant,
    ) -> Self {
        Self { principal, reach, crosses_tenants, now, explained: None }
    }

    /// The same, where the log says which clause of this policy a row was refused by.
    pub(super) fn explained_by(self, policy: &'static EndpointPolicy) -> Self {
        Self { explained: Some(policy), ..self }
    }

    /// The policy that the log explains the refusal of rows by; `None` in production.
    pub(crate) const fn explained(&self) -> Option<&'static EndpointPolicy> {
        self.explained
    }

    /// The moment at which it was decided, which is that of the request.
    pub(crate) const fn now(&self) -> Instant {
        self.now
    }

    /// Who is calling.
    #[must_use]
    pub const fn principal(&self) -> &Principal {
        &self.principal
    }

    /// Which rows the caller reaches, of its tenant unless the grant [crosses tenants](Self::crosses_tenants).
    #[must_use]
    pub const fn reach(&self) -> &Reach {
        &self.reach
    }

    /// Whether rows of every tenant are reached.
    #[must_use]
    pub const fn crosses_tenants(&self) -> bool {
        self.crosses_tenants
    }
}
