//! The outcome of authorizing a request.

use crate::authn::Principal;

/// Proof that an access rule was decided in favour of a caller: who it is, and which rows the rule still leaves.
/// It ends with the request.
#[derive(Debug)]
pub struct Grant {
    principal: Principal,
    reach: Reach,
}

/// Which rows of a resource a grant reaches: the row clauses that are left once the actor clauses are decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Every row.
    All,
    /// The rows whose owner is the principal.
    Owned,
}

impl Grant {
    /// Only `authz` decides, so only it can make one.
    pub(super) const fn new(principal: Principal, reach: Reach) -> Self {
        Self { principal, reach }
    }

    /// Who is calling.
    #[must_use]
    pub const fn principal(&self) -> &Principal {
        &self.principal
    }

    /// Which rows the caller reaches.
    #[must_use]
    pub const fn reach(&self) -> Reach {
        self.reach
    }
}
