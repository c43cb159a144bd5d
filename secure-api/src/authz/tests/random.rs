//! Random rules and callers, as the reference sees them and as the library does.

use std::time::Duration;

use proptest::{prelude::*, sample::select};

use super::reference::{Caller, Holder, Rule};
use crate::{
    authn::{Principal, TestPrincipal},
    authz::{RoleSet, Roles},
    clock::Instant,
    policy::{Check, Clause, Literal, MemberClause, OwnerColumn, RoleClause, RowClause},
};

pub(crate) const NOW: Instant = Instant::from_unix_seconds(1_700_000_000);

#[derive(crate::Roles)]
enum Role {
    #[role(includes(Editor))]
    Admin,
    #[role(includes(Viewer))]
    Editor,
    Viewer,
    Auditor,
}

/// A rule and who calls.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) rule: Rule,
    pub(crate) caller: Caller,
}

pub(crate) fn cases() -> impl Strategy<Value = Case> {
    (rules(), callers()).prop_map(|(rule, caller)| Case { rule, caller })
}

/// Up to three levels, with `not` at every one of them, about anything.
fn rules() -> impl Strategy<Value = Rule> {
    let leaf = prop_oneof![
        1 => Just(Rule::Authenticated),
        3 => select(vec!["admin", "editor", "viewer", "auditor"]).prop_map(Rule::Role),
        2 => select(vec!["read", "write"]).prop_map(Rule::Scope),
        1 => select(vec![10, 100]).prop_map(Rule::Fresh),
        1 => Just(Rule::Mfa),
        2 => any::<bool>().prop_map(Rule::Check),
        3 => Just(Rule::Owner(Holder::Author)),
        2 => Just(Rule::Owner(Holder::Reviewer)),
        3 => select(vec![None, Some("read"), Some("write"), Some("admin")]).prop_map(Rule::Member),
        3 => select(vec!["new", "o'ld"]).prop_map(Rule::Status),
        2 => select(vec![-1, 2026]).prop_map(Rule::Year),
        2 => any::<bool>().prop_map(Rule::Public),
    ];
    leaf.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            3 => prop::collection::vec(inner.clone(), 1..4).prop_map(Rule::All),
            3 => prop::collection::vec(inner.clone(), 1..4).prop_map(Rule::Any),
            2 => inner.prop_map(|rule| Rule::Not(Box::new(rule))),
        ]
    })
}

fn callers() -> impl Strategy<Value = Caller> {
    let names = |names: Vec<&'static str>| {
        prop::option::weighted(0.8, prop::sample::subsequence(names.clone(), 0..=names.len()))
    };
    let known = (
        names(vec!["admin", "editor", "viewer", "auditor", "nobody knows"]),
        names(vec!["read", "write", "other"]),
        prop::option::of(select(vec![0, 10, 11, 100, 101])),
        any::<Option<bool>>(),
        prop::option::weighted(0.7, select(vec!["me", "you"])),
    );
    let known = known.prop_map(|(roles, scopes, age, several_factors, owner)| Caller {
        is_anonymous: false,
        roles,
        scopes,
        age,
        several_factors,
        owner,
    });
    let anonymous = Caller {
        is_anonymous: true,
        roles: None,
        scopes: None,
        age: None,
        several_factors: None,
        owner: None,
    };
    prop_oneof![9 => known, 1 => Just(anonymous)]
}

impl Case {
    pub(crate) fn principal(&self) -> Principal {
        let caller = &self.caller;
        if caller.is_anonymous {
            return Principal::anonymous();
        }
        let roles = caller.roles.as_ref().map_or(RoleSet::EMPTY, |names| {
            RoleSet::from_names(Role::TABLE, names.iter().copied())
        });
        Principal::from(TestPrincipal {
            owner_id: caller.owner,
            roles,
            scopes: caller.scopes.as_deref(),
            authenticated_at: caller
                .age
                .map(|age| Instant::from_unix_seconds(NOW.unix_seconds() - age)),
            several_factors: caller.several_factors,
        })
    }
}

/// The same rule as the macro would write it. It lives as long as the test, as constants do.
pub(crate) fn clause(rule: &Rule) -> Clause {
    match rule {
        Rule::Authenticated => Clause::Authenticated,
        Rule::Role(name) => Clause::Role(RoleClause {
            table: Role::TABLE,
            index: match *name {
                "admin" => Role::Admin,
                "editor" => Role::Editor,
                "viewer" => Role::Viewer,
                _ => Role::Auditor,
            } as u8,
        }),
        Rule::Scope(scope) => Clause::Scope(scope),
        Rule::Fresh(seconds) => Clause::Fresh(Duration::from_secs(*seconds)),
        Rule::Mfa => Clause::Mfa,
        Rule::Check(true) => {
            Clause::Check(Check { name: "yes", function: |_| Box::pin(async { Ok(true) }) })
        }
        Rule::Check(false) => {
            Clause::Check(Check { name: "no", function: |_| Box::pin(async { Ok(false) }) })
        }
        Rule::Owner(Holder::Author) => Clause::Owner(OwnerColumn::Named("author")),
        Rule::Owner(Holder::Reviewer) => Clause::Owner(OwnerColumn::Named("reviewer")),
        Rule::Member(level) => Clause::Member(MemberClause { level: *level }),
        Rule::Status(status) => row("status", Literal::Text(status)),
        Rule::Year(year) => row("year", Literal::Integer(*year)),
        Rule::Public(public) => row("public", Literal::Boolean(*public)),
        Rule::All(rules) => Clause::All(clauses(rules)),
        Rule::Any(rules) => Clause::Any(clauses(rules)),
        Rule::Not(rule) => Clause::Not(Box::leak(Box::new(clause(rule)))),
    }
}

const fn row(column: &'static str, value: Literal) -> Clause {
    Clause::Row(RowClause { column, value })
}

fn clauses(rules: &[Rule]) -> &'static [Clause] {
    rules.iter().map(clause).collect::<Vec<_>>().leak()
}
