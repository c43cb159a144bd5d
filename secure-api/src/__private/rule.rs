//! Constant judgments over access rules: what the macro cannot see, because a part of the rule stands elsewhere under a name, or
//! because only the roles type knows which role includes which.

use super::columns::{owner_column, same_column};
use crate::{
    constant::same,
    policy::{Clause, Literal, MemberClause, OwnerColumn, RoleClause, RoleTable},
};

/// The role at this index of a roles type.
#[must_use]
pub const fn role(table: &'static RoleTable, index: u8) -> RoleClause {
    RoleClause { table, index }
}

/// How many clauses are judged together; more are refused anyway.
const MOST: usize = 8;

/// Whether a clause about rows stands anywhere in these.
#[must_use]
pub const fn names_rows(clauses: &[Clause]) -> bool {
    let mut rest = clauses;
    while let [clause, others @ ..] = rest {
        if clause.is_row_clause() || names_rows(clause.inner()) {
            return true;
        }
        rest = others;
    }
    false
}

/// Whether these may be about rows: where a rule could not be read, a compile error stands already.
#[must_use]
pub const fn may_name_rows(clauses: &[Clause]) -> bool {
    names_rows(clauses) || any_unreadable(clauses)
}

/// Whether a `scope` stands anywhere in this.
#[must_use]
pub const fn names_scope(clause: &Clause) -> bool {
    let mut rest = clause.inner();
    while let [inner, others @ ..] = rest {
        if names_scope(inner) {
            return true;
        }
        rest = others;
    }
    matches!(clause, Clause::Scope(_))
}

/// Whether this is of `role` and `owner` alone.
#[must_use]
pub const fn can_be_negated(clause: &Clause) -> bool {
    let mut rest = clause.inner();
    while let [inner, others @ ..] = rest {
        if !can_be_negated(inner) {
            return false;
        }
        rest = others;
    }
    is_group(clause) || matches!(clause, Clause::Role(_) | Clause::Owner(_))
}

/// Whether this asks nothing about the caller.
#[must_use]
pub const fn is_about_rows_alone(clause: &Clause) -> bool {
    let mut rest = clause.inner();
    while let [inner, others @ ..] = rest {
        if !is_about_rows_alone(inner) {
            return false;
        }
        rest = others;
    }
    is_group(clause) || matches!(clause, Clause::Row(_))
}

const fn is_group(clause: &Clause) -> bool {
    matches!(clause, Clause::All(_) | Clause::Any(_) | Clause::Not(_))
}

/// Stands in the place of a rule that could not be read.
const fn is_unreadable(clause: &Clause) -> bool {
    matches!(clause, Clause::Any([]))
}

const fn any_unreadable(clauses: &[Clause]) -> bool {
    let mut rest = clauses;
    while let [clause, others @ ..] = rest {
        if is_unreadable(clause) || any_unreadable(clause.inner()) {
            return true;
        }
        rest = others;
    }
    false
}

/// Whether the clause at this position is the one by which a rule gets more clauses than `most`.
#[must_use]
pub const fn exceeds(clauses: &[Clause], position: usize, most: usize) -> bool {
    let before = leaves(clauses.split_at(position).0);
    let with = leaves(clauses.split_at(position + 1).0);
    before <= most && with > most
}

const fn leaves(clauses: &[Clause]) -> usize {
    let mut count = 0;
    let mut rest = clauses;
    while let [clause, others @ ..] = rest {
        count += if is_group(clause) { leaves(clause.inner()) } else { 1 };
        rest = others;
    }
    count
}

/// Whether a part of the clause at this position is true for everybody who is authenticated.
#[must_use]
pub const fn is_always_true(clauses: &[Clause], position: usize) -> bool {
    some_part(clause_at(clauses, position), Question::AlwaysTrue)
}

/// Whether a part of the clause at this position is true for nobody.
#[must_use]
pub const fn is_never_true(clauses: &[Clause], position: usize) -> bool {
    some_part(clause_at(clauses, position), Question::NeverTrue)
}

/// Whether the clause at this position is the one that contradicts those before it.
#[must_use]
pub const fn contradicts_earlier(clauses: &[Clause], position: usize) -> bool {
    let (before, with) = (clauses.split_at(position).0, clauses.split_at(position + 1).0);
    leaves(with) <= MOST
        && !any_unreadable(with)
        && can_be(before, true, Caller::Authenticated)
        && !some_part(clause_at(clauses, position), Question::NeverTrue)
        && !can_be(with, true, Caller::Authenticated)
}

/// Whether a caller without credentials can satisfy all of these.
#[must_use]
pub const fn admits_anonymous(clauses: &[Clause]) -> bool {
    leaves(clauses) > MOST || any_unreadable(clauses) || can_be(clauses, true, Caller::Anonymous)
}

#[derive(Clone, Copy)]
enum Question {
    AlwaysTrue,
    NeverTrue,
}

/// Single clauses make sense by themselves; what is joined or negated may not.
const fn some_part(clause: &Clause, question: Question) -> bool {
    let mut rest = clause.inner();
    while let [inner, others @ ..] = rest {
        if some_part(inner, question) {
            return true;
        }
        rest = others;
    }
    let alone = std::slice::from_ref(clause);
    if !is_group(clause) || is_required(clause) || leaves(alone) > MOST || any_unreadable(alone) {
        return false;
    }
    match question {
        Question::AlwaysTrue => !can_be(alone, false, Caller::Authenticated),
        Question::NeverTrue => !can_be(alone, true, Caller::Authenticated),
    }
}

/// `authenticated` under a name says what it says.
const fn is_required(clause: &Clause) -> bool {
    match clause {
        Clause::All([only]) => matches!(only, Clause::Authenticated) || is_required(only),
        _ => false,
    }
}

#[derive(Clone, Copy)]
enum Caller {
    Authenticated,
    Anonymous,
}

/// The single clauses of a rule, in reading order.
struct Atoms<'a> {
    clauses: [Option<&'a Clause>; MOST],
    count: usize,
}

impl<'a> Atoms<'a> {
    #[expect(
        clippy::indexing_slicing,
        reason = "callers have counted the clauses; `get_mut` is not const"
    )]
    const fn collect(mut self, clauses: &'a [Clause]) -> Self {
        let mut rest = clauses;
        while let [clause, others @ ..] = rest {
            if is_group(clause) {
                self = self.collect(clause.inner());
            } else {
                self.clauses[self.count] = Some(clause);
                self.count += 1;
            }
            rest = others;
        }
        self
    }

    /// Whether the truth of the atoms, one bit each, is one that a caller and a row can have.
    #[expect(clippy::indexing_slicing, reason = "both indices stay below the count")]
    const fn is_possible(&self, truth: usize) -> bool {
        let mut one = 0;
        while one < self.count {
            let mut other = 0;
            while other < self.count {
                if let (Some(a), Some(b)) = (self.clauses[one], self.clauses[other])
                    && bit(truth, one)
                    && (implies(a, b) && !bit(truth, other)
                        || one != other && excludes(a, b) && bit(truth, other))
                {
                    return false;
                }
                other += 1;
            }
            one += 1;
        }
        true
    }
}

const fn bit(truth: usize, position: usize) -> bool {
    truth >> position & 1 == 1
}

/// Whether all of these together can be true, or can be false, for some caller and some row. Tries every truth of the clauses.
const fn can_be(clauses: &[Clause], wanted: bool, caller: Caller) -> bool {
    let atoms = Atoms { clauses: [None; MOST], count: 0 }.collect(clauses);
    let mut truth = 0;
    while truth < 1 << atoms.count {
        if atoms.is_possible(truth) && all(clauses, true, truth, 0, caller).0 == wanted {
            return true;
        }
        truth += 1;
    }
    false
}

/// The truth of these, or of their opposites where `is` is false, with the atoms from `next` on; and the atom that comes after.
const fn all(
    clauses: &[Clause],
    is: bool,
    truth: usize,
    next: usize,
    caller: Caller,
) -> (bool, usize) {
    let (mut result, mut next) = (true, next);
    let mut rest = clauses;
    while let [clause, others @ ..] = rest {
        let (one, after) = value(clause, is, truth, next, caller);
        (result, next) = (result && one, after);
        rest = others;
    }
    (result, next)
}

const fn any(
    clauses: &[Clause],
    is: bool,
    truth: usize,
    next: usize,
    caller: Caller,
) -> (bool, usize) {
    let (mut result, mut next) = (false, next);
    let mut rest = clauses;
    while let [clause, others @ ..] = rest {
        let (one, after) = value(clause, is, truth, next, caller);
        (result, next) = (result || one, after);
        rest = others;
    }
    (result, next)
}

const fn value(
    clause: &Clause,
    is: bool,
    truth: usize,
    next: usize,
    caller: Caller,
) -> (bool, usize) {
    match (clause, is) {
        (Clause::All(clauses), true) | (Clause::Any(clauses), false) => {
            all(clauses, is, truth, next, caller)
        }
        (Clause::Any(clauses), true) | (Clause::All(clauses), false) => {
            any(clauses, is, truth, next, caller)
        }
        (Clause::Not(clause), _) => value(clause, !is, truth, next, caller),
        // Nothing is known of the anonymous caller, so neither a clause about it nor its opposite is true.
        (Clause::Row(_), _) => (bit(truth, next) == is, next + 1),
        (_, _) if matches!(caller, Caller::Anonymous) => {
            (matches!(clause, Clause::Check(_)), next + 1)
        }
        (Clause::Authenticated, _) => (is, next + 1),
        _ => (bit(truth, next) == is, next + 1),
    }
}

/// Whether the second clause is true wherever the first one is.
#[expect(
    clippy::indexing_slicing,
    reason = "the bounds are checked in the same line; `get` is not const"
)]
const fn implies(one: &Clause, other: &Clause) -> bool {
    match (one, other) {
        (Clause::Role(one), Clause::Role(other)) => {
            let (index, roles) = (one.index as usize, one.table.roles);
            same(one.table.type_name, other.table.type_name)
                && index < roles.len()
                && roles[index].holds >> other.index & 1 == 1
        }
        (Clause::Fresh(one), Clause::Fresh(other)) => one.as_nanos() <= other.as_nanos(),
        (Clause::Scope(one), Clause::Scope(other)) => same(one, other),
        (Clause::Row(one), Clause::Row(other)) => {
            same(one.column, other.column) && equal(&one.value, &other.value)
        }
        (Clause::Owner(one), Clause::Owner(other)) => is_same_owner(one, other),
        (Clause::Member(one), Clause::Member(other)) => is_member_too(one, other),
        (Clause::Mfa, Clause::Mfa) => true,
        _ => false,
    }
}

/// Whether both are said of the same column of every resource. Two columns of one resource are two things to ask. `owner` alone is said of
/// the only one that there is, so whatever is named beside it is that one; where there are several, it does not compile.
const fn is_same_owner(one: &OwnerColumn, other: &OwnerColumn) -> bool {
    match (one, other) {
        (OwnerColumn::Declared, _) | (_, OwnerColumn::Declared) => true,
        (OwnerColumn::Named(one), OwnerColumn::Named(other)) => same(one, other),
        (OwnerColumn::Named(column), OwnerColumn::Each(columns))
        | (OwnerColumn::Each(columns), OwnerColumn::Named(column)) => {
            let mut rest = *columns;
            while let [(_, other), others @ ..] = rest {
                if !same(column, other) {
                    return false;
                }
                rest = others;
            }
            true
        }
        (OwnerColumn::Each(columns), OwnerColumn::Each(others)) => {
            let mut rest = *columns;
            while let [(resource, column), more @ ..] = rest {
                match owner_column(others, resource) {
                    Some(other) if same(column, other) => {}
                    _ => return false,
                }
                rest = more;
            }
            true
        }
    }
}

/// Whoever is a member on a level is one. Which level includes which, only the resource knows.
const fn is_member_too(one: &MemberClause, other: &MemberClause) -> bool {
    other.level.is_none() || same_column(one.level, other.level)
}

/// Whether two clauses are never both true.
const fn excludes(one: &Clause, other: &Clause) -> bool {
    match (one, other) {
        (Clause::Row(one), Clause::Row(other)) => {
            same(one.column, other.column) && !equal(&one.value, &other.value)
        }
        _ => false,
    }
}

const fn equal(one: &Literal, other: &Literal) -> bool {
    match (one, other) {
        (Literal::Text(one), Literal::Text(other)) => same(one, other),
        (Literal::Integer(one), Literal::Integer(other)) => *one == *other,
        (Literal::Boolean(one), Literal::Boolean(other)) => *one == *other,
        _ => false,
    }
}

#[expect(clippy::indexing_slicing, reason = "the macro names positions that there are")]
const fn clause_at(clauses: &[Clause], position: usize) -> &Clause {
    &clauses[position]
}

#[cfg(test)]
mod tests;
