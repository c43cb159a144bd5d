//! What the constants say of a rule is so for every caller and every row; and what they say of owners and members, case by case.

use proptest::{prelude::*, sample::select};

use super::{Caller, MOST, can_be, contradicts_earlier, is_never_true, leaves};
use crate::{
    authz::tests::{Membership, Row, cases, clause, truth},
    policy::{Clause, MemberClause, OwnerColumn, ResourceInfo},
};

const WRITER: Membership =
    Membership { user: Some("me"), level: Some("write"), active: Some(true), ends: Some(1) };

fn rows() -> impl Strategy<Value = Row> {
    let owners = || select(vec![None, Some("me"), Some("you")]);
    let members: [&'static [Membership]; 3] =
        [&[], &[WRITER], &[Membership { level: Some("admin"), ..WRITER }]];
    let statuses = select(vec![None, Some("new"), Some("o'ld")]);
    let years = select(vec![None, Some(-1), Some(2026)]);
    let others = (select(members.to_vec()), statuses, years, any::<Option<bool>>());
    (owners(), owners(), others).prop_map(|(author, reviewer, (members, status, year, public))| {
        Row { author, reviewer, members, status, year, public }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Never true and always true are promises: a row and a caller that break one would mean that a rule which makes sense does not
    /// compile.
    #[test]
    fn what_cannot_be_is_not((case, row) in (cases(), rows())) {
        let rule = [clause(&case.rule)];
        if leaves(&rule) > MOST || case.caller.is_anonymous {
            return Ok(());
        }
        let truth = truth(&case.rule, &case.caller, &row);
        prop_assert!(truth != 1 || can_be(&rule, true, Caller::Authenticated));
        prop_assert!(truth != -1 || can_be(&rule, false, Caller::Authenticated));
    }
}

const fn resource(name: &'static str) -> ResourceInfo {
    ResourceInfo {
        name,
        table: name,
        id: &["id"],
        owners: &["author", "reviewer"],
        tenant: None,
        member: None,
        soft_delete: None,
        version: None,
        columns: &[],
    }
}

const ONE: &ResourceInfo = &resource("one");
const TWO: &ResourceInfo = &resource("two");

/// Whether a row that is the caller's by the first cannot be somebody else's by the second.
fn is_contradiction(own: OwnerColumn, foreign: OwnerColumn) -> bool {
    let foreign: &'static Clause = Box::leak(Box::new(Clause::Owner(foreign)));
    let rule: &'static [Clause] = vec![Clause::Owner(own), Clause::Not(foreign)].leak();
    let never = is_never_true(&[Clause::All(rule)], 0);
    assert_eq!(never, contradicts_earlier(rule, 1));
    never
}

#[test]
fn two_owner_columns_are_two_clauses() {
    const AUTHOR: OwnerColumn = OwnerColumn::Named("author");
    const REVIEWER: OwnerColumn = OwnerColumn::Named("reviewer");
    const AUTHORS: OwnerColumn = OwnerColumn::Each(&[(ONE, "author"), (TWO, "author")]);
    const TURNED: OwnerColumn = OwnerColumn::Each(&[(TWO, "author"), (ONE, "author")]);
    const MIXED: OwnerColumn = OwnerColumn::Each(&[(ONE, "author"), (TWO, "reviewer")]);
    for (own, foreign, expected) in [
        (AUTHOR, AUTHOR, true),
        (AUTHOR, REVIEWER, false),
        // Where there is one column only, it is the one that is named.
        (OwnerColumn::Declared, OwnerColumn::Declared, true),
        (OwnerColumn::Declared, AUTHOR, true),
        (AUTHOR, OwnerColumn::Declared, true),
        (AUTHORS, OwnerColumn::Declared, true),
        (AUTHORS, AUTHOR, true),
        (AUTHOR, AUTHORS, true),
        (AUTHORS, REVIEWER, false),
        (AUTHORS, TURNED, true),
        (AUTHORS, MIXED, false),
        (MIXED, AUTHORS, false),
        (MIXED, AUTHOR, false),
    ] {
        assert_eq!(is_contradiction(own, foreign), expected, "{own}, not({foreign})");
    }
    let either = [Clause::Any(&[Clause::Owner(AUTHOR), Clause::Owner(REVIEWER)])];
    assert!(can_be(&either, true, Caller::Authenticated));
    assert!(can_be(&either, false, Caller::Authenticated));
}

/// The grammar lets nobody write `not(member)`; the constants take it for what it says.
#[test]
fn a_member_on_a_level_is_a_member() {
    const fn member(level: Option<&'static str>) -> Clause {
        Clause::Member(MemberClause { level })
    }
    const ANY: Clause = member(None);
    const READ: Clause = member(Some("read"));
    const WRITE: Clause = member(Some("write"));
    for (rule, can_be_true) in [
        (&[WRITE, Clause::Not(&WRITE)] as &'static [Clause], false),
        (&[WRITE, Clause::Not(&ANY)], false),
        (&[ANY, Clause::Not(&WRITE)], true),
        // Which level is the higher one, only the resource knows.
        (&[WRITE, Clause::Not(&READ)], true),
        (&[READ, Clause::Not(&WRITE)], true),
    ] {
        assert_eq!(can_be(rule, true, Caller::Authenticated), can_be_true, "{rule:?}");
    }
    assert!(!can_be(&[ANY], true, Caller::Anonymous));
    assert!(can_be(&[Clause::Any(&[ANY, READ])], false, Caller::Authenticated));
}
