//! What an endpoint does without a guard, and why.

use super::{Access, ArgumentKind, EndpointPolicy, InputArgument};

/// A guard that an endpoint does without.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptOut {
    /// Which guard.
    pub kind: OptOutKind,
    /// Which field of an input does without it, such as `NewNote.text`; `None` where it is the endpoint.
    pub field: Option<String>,
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
    /// The bound of a field: it is as long as the body lets it be.
    Unbounded,
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
            Self::Unbounded => "unbounded",
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
        let endpoints = [
            credentials,
            self.unscoped.map(|reason| (OptOutKind::Unscoped, Some(reason))),
            self.cross_tenant.map(|reason| (OptOutKind::CrossTenant, Some(reason))),
            is_unlimited.then_some((OptOutKind::Unlimited, self.unlimited)),
            self.arguments.iter().any(is_unchecked).then_some((OptOutKind::Unchecked, None)),
        ]
        .into_iter()
        .flatten()
        .map(|(kind, reason)| OptOut { kind, field: None, reason });
        let mut all: Vec<OptOut> = endpoints.collect();
        for unbounded in self.inputs().flat_map(|input| (input.unbounded)()) {
            let (field, reason) = (Some(unbounded.field), Some(unbounded.reason));
            let opt_out = OptOut { kind: OptOutKind::Unbounded, field, reason };
            // Two arguments may have an input in common.
            if !all.contains(&opt_out) {
                all.push(opt_out);
            }
        }
        all
    }

    fn inputs(&self) -> impl Iterator<Item = &InputArgument> {
        self.arguments.iter().filter_map(|argument| match argument {
            ArgumentKind::Input(input) | ArgumentKind::Body(input) => Some(input),
            _ => None,
        })
    }
}
