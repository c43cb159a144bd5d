//! What a rule means, said as plainly as possible, to compare the evaluator and the SQL with: truth is a number, `all` the least,
//! `any` the greatest, `not` the opposite (Kleene's strong logic). It shares nothing with what it is compared with.

/// 1 is true, -1 is false, 0 is unknown.
pub(crate) type Truth = i8;

#[derive(Debug, Clone)]
pub(crate) enum Rule {
    Authenticated,
    Role(&'static str),
    Scope(&'static str),
    /// Seconds.
    Fresh(u64),
    Mfa,
    /// What it answers.
    Check(bool),
    /// The column.
    Owner(Holder),
    /// On this level at least.
    Member(Option<&'static str>),
    Status(&'static str),
    Year(i64),
    Public(bool),
    All(Vec<Self>),
    Any(Vec<Self>),
    Not(Box<Self>),
}

/// An owner column.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Holder {
    Author,
    Reviewer,
}

#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(crate) is_anonymous: bool,
    /// As the token names them.
    pub(crate) roles: Option<Vec<&'static str>>,
    pub(crate) scopes: Option<Vec<&'static str>>,
    /// Seconds since the caller has authenticated.
    pub(crate) age: Option<u64>,
    pub(crate) several_factors: Option<bool>,
    pub(crate) owner: Option<&'static str>,
}

/// Each column may be NULL.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    pub(crate) author: Option<&'static str>,
    pub(crate) reviewer: Option<&'static str>,
    pub(crate) members: &'static [Membership],
    pub(crate) status: Option<&'static str>,
    pub(crate) year: Option<i64>,
    pub(crate) public: Option<bool>,
}

/// A row of the table of members, each column of which may be NULL too.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Membership {
    pub(crate) user: Option<&'static str>,
    pub(crate) level: Option<&'static str>,
    pub(crate) active: Option<bool>,
    /// Seconds from now.
    pub(crate) ends: Option<i64>,
}

pub(crate) fn truth(rule: &Rule, caller: &Caller, row: &Row) -> Truth {
    match rule {
        Rule::Authenticated => known(!caller.is_anonymous),
        Rule::Role(role) => caller.roles.as_ref().map_or(0, |held| role_truth(role, held)),
        Rule::Scope(scope) => caller.scopes.as_ref().map_or(0, |held| known(held.contains(scope))),
        Rule::Fresh(age) => caller.age.map_or(0, |seconds| known(seconds <= *age)),
        Rule::Mfa => caller.several_factors.map_or(0, known),
        Rule::Check(answer) => known(*answer),
        Rule::Owner(Holder::Author) => equal(caller.owner, row.author),
        Rule::Owner(Holder::Reviewer) => equal(caller.owner, row.reviewer),
        Rule::Member(level) => member_truth(*level, caller, row),
        Rule::Status(status) => equal(Some(*status), row.status),
        Rule::Year(year) => equal(Some(*year), row.year),
        Rule::Public(public) => equal(Some(*public), row.public),
        Rule::All(rules) => rules.iter().map(|rule| truth(rule, caller, row)).min().unwrap(),
        Rule::Any(rules) => rules.iter().map(|rule| truth(rule, caller, row)).max().unwrap(),
        Rule::Not(rule) => -truth(rule, caller, row),
    }
}

fn known(is_true: bool) -> Truth {
    if is_true { 1 } else { -1 }
}

fn equal<T: PartialEq>(one: Option<T>, other: Option<T>) -> Truth {
    match (one, other) {
        (Some(one), Some(other)) => known(one == other),
        _ => 0,
    }
}

/// The levels of the tests: a writer reads, an admin writes. Nobody is known not to be a member.
fn member_truth(level: Option<&str>, caller: &Caller, row: &Row) -> Truth {
    let enough: &[&str] = match level {
        None | Some("read") => &["read", "write", "admin"],
        Some("write") => &["write", "admin"],
        Some("admin") => &["admin"],
        Some(other) => panic!("{other} is no level of the tests"),
    };
    let admits = |one: &Membership| {
        caller.owner.is_some()
            && one.user == caller.owner
            && one.level.is_some_and(|level| enough.contains(&level))
            && one.active == Some(true)
            && one.ends.is_some_and(|ends| ends > 0)
    };
    Truth::from(row.members.iter().any(admits))
}

/// The roles of the tests: an admin is an editor, an editor a viewer.
fn role_truth(role: &str, held: &[&str]) -> Truth {
    let holders: &[&str] = match role {
        "viewer" => &["viewer", "editor", "admin"],
        "editor" => &["editor", "admin"],
        "admin" => &["admin"],
        "auditor" => &["auditor"],
        other => panic!("{other} is no role of the tests"),
    };
    if held.iter().any(|name| holders.contains(name)) {
        1
    } else if held.iter().any(|name| !["viewer", "editor", "admin", "auditor"].contains(name)) {
        0
    } else {
        -1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOBODY: Caller = Caller {
        is_anonymous: true,
        roles: None,
        scopes: None,
        age: None,
        several_factors: None,
        owner: None,
    };
    const NULLS: Row =
        Row { author: None, reviewer: None, members: &[], status: None, year: None, public: None };

    /// True, false and unknown, as rules.
    fn constant(truth: Truth) -> Rule {
        match truth {
            1 => Rule::Check(true),
            -1 => Rule::Check(false),
            _ => Rule::Mfa,
        }
    }

    /// Kleene's tables, by hand.
    #[test]
    fn connectives_follow_the_tables() {
        const T: Truth = 1;
        const F: Truth = -1;
        const U: Truth = 0;
        for (a, b, all, any) in [
            (T, T, T, T),
            (T, F, F, T),
            (T, U, U, T),
            (F, T, F, T),
            (F, F, F, F),
            (F, U, F, U),
            (U, T, U, T),
            (U, F, F, U),
            (U, U, U, U),
        ] {
            let both = || vec![constant(a), constant(b)];
            assert_eq!(truth(&Rule::All(both()), &NOBODY, &NULLS), all, "{a} and {b}");
            assert_eq!(truth(&Rule::Any(both()), &NOBODY, &NULLS), any, "{a} or {b}");
        }
        for (a, not) in [(T, F), (F, T), (U, U)] {
            assert_eq!(truth(&Rule::Not(Box::new(constant(a))), &NOBODY, &NULLS), not, "not {a}");
        }
    }

    #[test]
    fn clauses_about_the_caller_follow_the_tables() {
        let of = |rule: Rule, caller: &Caller| truth(&rule, caller, &NULLS);
        let user = Caller { is_anonymous: false, ..NOBODY };
        assert_eq!((of(Rule::Authenticated, &NOBODY), of(Rule::Authenticated, &user)), (-1, 1));
        for (held, viewer, editor, admin) in [
            (None, 0, 0, 0),
            (Some(vec![]), -1, -1, -1),
            (Some(vec!["viewer"]), 1, -1, -1),
            (Some(vec!["editor"]), 1, 1, -1),
            (Some(vec!["admin"]), 1, 1, 1),
            (Some(vec!["auditor"]), -1, -1, -1),
            (Some(vec!["root"]), 0, 0, 0),
            (Some(vec!["viewer", "root"]), 1, 0, 0),
        ] {
            let caller = Caller { roles: held.clone(), ..user.clone() };
            let found = ["viewer", "editor", "admin"].map(|role| of(Rule::Role(role), &caller));
            assert_eq!(found, [viewer, editor, admin], "{held:?}");
        }
        for (held, expected) in [(None, 0), (Some(vec![]), -1), (Some(vec!["read"]), 1)] {
            let caller = Caller { scopes: held, ..user.clone() };
            assert_eq!(of(Rule::Scope("read"), &caller), expected);
        }
        for (age, expected) in [(None, 0), (Some(10), 1), (Some(11), -1)] {
            assert_eq!(of(Rule::Fresh(10), &Caller { age, ..user.clone() }), expected);
        }
    }

    #[test]
    fn clauses_about_rows_follow_the_tables() {
        for (owner, of_row, expected) in [
            (None, None, 0),
            (None, Some("me"), 0),
            (Some("me"), None, 0),
            (Some("me"), Some("me"), 1),
            (Some("me"), Some("you"), -1),
        ] {
            let caller = Caller { owner, ..NOBODY };
            let (written, reviewed) =
                (Row { author: of_row, ..NULLS }, Row { reviewer: of_row, ..NULLS });
            let of = |holder, row| truth(&Rule::Owner(holder), &caller, row);
            assert_eq!(of(Holder::Author, &written), expected, "{owner:?}, {of_row:?}");
            assert_eq!(of(Holder::Reviewer, &reviewed), expected, "{owner:?}, {of_row:?}");
            assert_eq!(of(Holder::Author, &reviewed), 0);
            assert_eq!(of(Holder::Reviewer, &written), 0);
        }
        for (status, expected) in [(None, 0), (Some("new"), 1), (Some("old"), -1)] {
            let row = Row { status, ..NULLS };
            assert_eq!(truth(&Rule::Status("new"), &NOBODY, &row), expected);
        }
        for (public, expected) in [(None, 0), (Some(true), 1), (Some(false), -1)] {
            let row = Row { public, ..NULLS };
            assert_eq!(truth(&Rule::Public(true), &NOBODY, &row), expected);
        }
    }

    #[test]
    fn whoever_the_table_of_members_names_is_one() {
        const WRITER: Membership = Membership {
            user: Some("me"),
            level: Some("write"),
            active: Some(true),
            ends: Some(1),
        };
        const OTHER: Membership = Membership { user: Some("you"), level: Some("admin"), ..WRITER };
        let of = |owner, members: &'static [Membership]| {
            let (caller, row) = (Caller { owner, ..NOBODY }, Row { members, ..NULLS });
            [None, Some("read"), Some("write"), Some("admin")]
                .map(|level| truth(&Rule::Member(level), &caller, &row))
        };
        assert_eq!(of(Some("me"), &[WRITER]), [1, 1, 1, 0]);
        assert_eq!(of(Some("me"), &[OTHER, WRITER]), [1, 1, 1, 0]);
        assert_eq!(of(None, &[WRITER, OTHER]), [0; 4]);
        for nothing in [
            &[] as &[_],
            &[OTHER],
            &[Membership { user: None, ..WRITER }],
            &[Membership { level: None, ..WRITER }],
            &[Membership { level: Some("owner"), ..WRITER }],
            &[Membership { active: None, ..WRITER }],
            &[Membership { active: Some(false), ..WRITER }],
            &[Membership { ends: None, ..WRITER }],
            &[Membership { ends: Some(0), ..WRITER }],
        ] {
            assert_eq!(of(Some("me"), nothing), [0; 4], "{nothing:?}");
        }
    }
}
