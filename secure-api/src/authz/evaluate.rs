//! Evaluates an access rule for a principal: what is known of the caller decides its clauses, what is left is about rows.

use smallvec::SmallVec;

use super::{Filter, Reach, truth::Truth};
use crate::{
    authn::Principal,
    clock::Instant,
    policy::{Check, Clause},
};

/// What a rule is decided from.
#[derive(Debug, Clone)]
pub(super) struct Facts<'a> {
    pub(super) principal: &'a Principal,
    /// Whether the roles of one tenant count for nothing, because the endpoint reaches the rows of all.
    pub(super) crosses_tenants: bool,
    pub(super) now: Instant,
    /// What the checks that have run said.
    pub(super) checked: SmallVec<[(&'static Check, bool); 2]>,
    /// For telling a refused caller what would help.
    pub(super) supposing: Supposing,
}

/// What is taken for true although it is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Supposing {
    Nothing,
    /// That the caller had authenticated just now, with several factors.
    Authentication,
    /// That, and that the credentials carried every scope.
    Scopes,
}

/// What is left of a rule when the caller is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Decision {
    /// No row, whatever it holds.
    Never,
    /// The rows for which this is true.
    Rows(Filter),
    /// Every row.
    Always,
    /// It depends on this check, which has not run yet.
    Pending(PendingCheck),
}

/// A check that still matters.
#[derive(Debug, Clone, Copy)]
pub(super) struct PendingCheck(pub(super) &'static Check);

impl PartialEq for PendingCheck {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl Eq for PendingCheck {}

impl Decision {
    pub(super) fn reach(self) -> Option<Reach> {
        match self {
            Self::Never | Self::Pending(_) => None,
            Self::Rows(filter) => Some(filter.into()),
            Self::Always => Some(Reach::All),
        }
    }
}

impl Facts<'_> {
    pub(super) fn decide(&self, rule: &'static Clause) -> Decision {
        self.decide_as(rule, true)
    }

    /// What remains of `clause`, or of its opposite where `is` is false. Negation moves inwards to the clauses that it is about (De
    /// Morgan's laws hold with three values as well). Since only true grants, unknown may then count as false.
    fn decide_as(&self, clause: &'static Clause, is: bool) -> Decision {
        match (clause, is) {
            (Clause::All(clauses), true) | (Clause::Any(clauses), false) => self.all(clauses, is),
            (Clause::Any(clauses), true) | (Clause::All(clauses), false) => self.any(clauses, is),
            (Clause::Not(clause), _) => self.decide_as(clause, !is),
            // Whoever can own nothing is neither the owner nor known to be somebody else, and no member.
            (Clause::Owner(_) | Clause::Member(_), _) if self.principal.owner_id().is_none() => {
                Decision::Never
            }
            (Clause::Owner(column), _) => Decision::Rows(Filter::Owner { column: *column, is }),
            (Clause::Member(clause), true) => Decision::Rows(Filter::Member(*clause)),
            // `not` is about roles and owners only; a rule that was written by hand grants nothing by it.
            (Clause::Member(_), false) => Decision::Never,
            (Clause::Row(clause), _) => Decision::Rows(Filter::Row { clause: *clause, is }),
            (Clause::Check(check), _) => match self.result_of(check) {
                Some(result) => decided(result.into(), is),
                None => Decision::Pending(PendingCheck(check)),
            },
            (actor, _) => decided(self.truth(actor), is),
        }
    }

    /// An empty `all` decides about nothing, so it grants nothing.
    fn all(&self, clauses: &'static [Clause], is: bool) -> Decision {
        let (mut filters, mut pending) = (Vec::new(), None);
        for clause in clauses {
            match self.decide_as(clause, is) {
                Decision::Never => return Decision::Never,
                Decision::Always => {}
                Decision::Rows(filter) => filters.push(filter),
                Decision::Pending(check) => pending = pending.or(Some(check)),
            }
        }
        match (pending, filters.len()) {
            (Some(check), _) => Decision::Pending(check),
            (None, 0) if clauses.is_empty() => Decision::Never,
            (None, 0) => Decision::Always,
            (None, 1) => filters.pop().map_or(Decision::Never, Decision::Rows),
            (None, _) => Decision::Rows(Filter::All(filters)),
        }
    }

    fn any(&self, clauses: &'static [Clause], is: bool) -> Decision {
        let (mut filters, mut pending) = (Vec::new(), None);
        for clause in clauses {
            match self.decide_as(clause, is) {
                Decision::Never => {}
                Decision::Always => return Decision::Always,
                Decision::Rows(filter) => filters.push(filter),
                Decision::Pending(check) => pending = pending.or(Some(check)),
            }
        }
        match (pending, filters.len()) {
            (Some(check), _) => Decision::Pending(check),
            (None, 0) => Decision::Never,
            (None, 1) => filters.pop().map_or(Decision::Never, Decision::Rows),
            (None, _) => Decision::Rows(Filter::Any(filters)),
        }
    }

    /// What a check said, if it has run.
    pub(super) fn result_of(&self, check: &'static Check) -> Option<bool> {
        self.checked.iter().find(|(ran, _)| std::ptr::eq(*ran, check)).map(|(_, result)| *result)
    }

    /// What an actor clause is. Others are not known here.
    pub(super) fn truth(&self, clause: &Clause) -> Truth {
        let principal = self.principal;
        match clause {
            Clause::Authenticated => (!principal.is_anonymous()).into(),
            Clause::Role(role) => principal.roles(self.crosses_tenants).has(*role).into(),
            Clause::Scope(_) if self.supposing >= Supposing::Scopes => Truth::True,
            Clause::Scope(scope) => principal.has_scope(scope).into(),
            Clause::Fresh(_) | Clause::Mfa if self.supposing >= Supposing::Authentication => {
                Truth::True
            }
            Clause::Fresh(age) => principal
                .authenticated_at()
                .map(|at| self.now.saturating_duration_since(at) <= *age)
                .into(),
            Clause::Mfa => principal.used_several_factors().into(),
            Clause::Check(_)
            | Clause::Owner(_)
            | Clause::Member(_)
            | Clause::Row(_)
            | Clause::All(_)
            | Clause::Any(_)
            | Clause::Not(_) => Truth::Unknown,
        }
    }
}

fn decided(truth: Truth, is: bool) -> Decision {
    let truth = if is { truth } else { !truth };
    if truth == Truth::True { Decision::Always } else { Decision::Never }
}
