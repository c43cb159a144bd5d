//! Why a caller was denied, clause by clause. Logged in development mode only: a response never says it, and production does not
//! look.

use std::{error::Error as _, fmt};

use super::{evaluate::Facts, truth::Truth};
use crate::{
    error::Error,
    policy::{Clause, EndpointPolicy},
};

/// Writes the rule as a tree to the log, each clause with what it is for this caller.
pub(super) fn log(policy: &EndpointPolicy, rule: &'static Clause, facts: &Facts<'_>) {
    tracing::info!(
        target: "secure_api::denial",
        endpoint = %policy,
        source = %policy.source,
        principal = ?facts.principal,
        "the access rule of `{policy}` ({}) is not true for this caller:\n{}",
        policy.source,
        Tree { rule, facts },
    );
}

/// The same for a refusal of an earlier stage: credentials that do not verify, a tenant that they do not prove.
pub(crate) fn log_refusal(policy: &EndpointPolicy, refusal: &Error) {
    match refusal.source() {
        Some(cause) => log_reason(policy, &cause.to_string()),
        None => log_reason(policy, &refusal.to_string()),
    }
}

/// The same for a caller who was denied before any clause was looked at.
pub(super) fn log_reason(policy: &EndpointPolicy, reason: &str) {
    tracing::info!(
        target: "secure_api::denial",
        endpoint = %policy,
        source = %policy.source,
        "`{policy}` ({}) was denied, whatever its access rule says: {reason}",
        policy.source,
    );
}

struct Tree<'a> {
    rule: &'static Clause,
    facts: &'a Facts<'a>,
}

impl fmt::Display for Tree<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.node(self.rule, 1, f)
    }
}

impl Tree<'_> {
    fn node(
        &self,
        clause: &'static Clause,
        depth: usize,
        f: &mut fmt::Formatter<'_>,
    ) -> fmt::Result {
        let indent = "  ".repeat(depth);
        let truth = match self.truth(clause) {
            Some(Truth::True) => "true",
            Some(Truth::False) => "false",
            Some(Truth::Unknown) => "unknown",
            None => "not evaluated",
        };
        let word = match clause {
            // A named rule of one clause.
            Clause::All([only]) if depth > 1 => return self.node(only, depth, f),
            Clause::All(_) => "all",
            Clause::Any(_) => "any",
            Clause::Not(_) => "not",
            clause => return writeln!(f, "{indent}{clause}: {truth}"),
        };
        writeln!(f, "{indent}{word}: {truth}")?;
        clause.inner().iter().try_for_each(|clause| self.node(clause, depth + 1, f))
    }

    /// `None` for what was not asked: rows, and checks that no longer mattered.
    fn truth(&self, clause: &'static Clause) -> Option<Truth> {
        match clause {
            Clause::All(clauses) => self.joined(clauses, Truth::False),
            Clause::Any(clauses) => self.joined(clauses, Truth::True),
            Clause::Not(clause) => self.truth(clause).map(|truth| !truth),
            Clause::Check(check) => self.facts.result_of(check).map(Truth::from),
            Clause::Owner(_) | Clause::Member(_) if self.facts.principal.owner_id().is_none() => {
                Some(Truth::Unknown)
            }
            Clause::Owner(_) | Clause::Member(_) | Clause::Row(_) => None,
            actor => Some(self.facts.truth(actor)),
        }
    }

    /// One clause decides if it is `decisive`; all together if each is known to be its opposite.
    fn joined(&self, clauses: &'static [Clause], decisive: Truth) -> Option<Truth> {
        let truths: Vec<_> = clauses.iter().map(|clause| self.truth(clause)).collect();
        if truths.contains(&Some(decisive)) {
            Some(decisive)
        } else if truths.contains(&None) {
            None
        } else if truths.contains(&Some(Truth::Unknown)) {
            Some(Truth::Unknown)
        } else {
            Some(!decisive)
        }
    }
}
