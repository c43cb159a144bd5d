//! What an endpoint does without a guard, and why.

use super::{Access, ArgumentKind, EndpointPolicy};

/// A guard that an endpoint does without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OptOut {
    /// Which guard.
    pub kind: OptOutKind,
    /// Why that is right, where the attribute asks for a reason.
    pub reason: Option<&'static str>,
}

/// Which guard an endpoint does without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OptOutKind {
    /// Credentials: anyone may call.
    Public,
    /// Credentials, where none are sent.
    Optional,
    /// The row clause: row arguments reach every row.
    Unscoped,
    /// The tenant: row arguments reach the rows of every tenant.
    CrossTenant,
    /// The quota.
    Unlimited,
    /// The validation of an argument.
    Unchecked,
}

impl OptOutKind {
    /// Its name, as the attribute or the argument states it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Optional => "optional",
            Self::Unscoped => "unscoped",
            Self::CrossTenant => "cross_tenant",
            Self::Unlimited => "unlimited",
            Self::Unchecked => "unchecked",
        }
    }
}

impl EndpointPolicy {
    /// Every guard that this endpoint does without.
    #[must_use]
    pub fn opt_outs(&self) -> Vec<OptOut> {
        let credentials = match self.access {
            Access::Public { reason, .. } => Some((OptOutKind::Public, Some(reason))),
            Access::Optional { reason, .. } => Some((OptOutKind::Optional, Some(reason))),
            Access::Rule(_) => None,
        };
        // Only an endpoint that was written by hand has no quota and no reason either.
        let is_unlimited = self.quotas.is_empty() && self.tier.is_none();
        let is_unchecked = |argument: &ArgumentKind| matches!(argument, ArgumentKind::Unchecked);
        [
            credentials,
            self.unscoped.map(|reason| (OptOutKind::Unscoped, Some(reason))),
            self.cross_tenant.map(|reason| (OptOutKind::CrossTenant, Some(reason))),
            is_unlimited.then_some((OptOutKind::Unlimited, self.unlimited)),
            self.arguments.iter().any(is_unchecked).then_some((OptOutKind::Unchecked, None)),
        ]
        .into_iter()
        .flatten()
        .map(|(kind, reason)| OptOut { kind, reason })
        .collect()
    }
}
