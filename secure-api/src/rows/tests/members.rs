//! Members: what a row of the members' table does not say is no membership.

use std::time::Duration;

use super::{
    papers::{
        ALICE, BOB, BY_AUTHOR, CAROL, Membership, NewPaper, Paper, Project, by, dump, empty,
        literal, member, members, moved, of, paper_in, project, reaching, titled, uuid,
    },
    status,
};
use crate::{
    authz::{Filter, Reach},
    clock::{Clock as _, ManualClock},
    input::Patch,
    policy::MemberClause,
    rows::{
        Db, PageRequest, Ref, Scoped,
        scope::{Caller, Scope},
    },
};

const NOW: i64 = 1_700_000_000;

/// All of them, one after the other.
pub(super) async fn run(db: &Db) {
    empty(db).await;
    what_is_no_membership(db).await;
    empty(db).await;
    levels(db).await;
    empty(db).await;
    when_it_ends(db).await;
    empty(db).await;
    made_and_moved(db).await;
    empty(db).await;
    whoever_can_be_no_member(db).await;
    empty(db).await;
    nobody_makes_himself_a_member(db).await;
    empty(db).await;
    whoever_was_removed_is_none(db).await;
    empty(db).await;
    what_may_not_be_made_tells_nothing(db).await;
}

/// What each operation says of a paper and of its project, and that nothing is written where they say no.
async fn is_reached(
    db: &Db,
    caller: Caller<'_>,
    paper: &Paper,
    level: Option<&'static str>,
) -> bool {
    let reach = members(level);
    let papers = reaching::<Paper>(db, &reach, caller);
    let before = dump(db, "papers").await;
    let got = status(papers.get(paper.id).await);
    let is_reached = got == 200;
    assert!(is_reached || got == 404, "{got}");
    assert_eq!(status(papers.update(paper.id, titled("a")).await), got);
    db.run_for_test("UPDATE papers SET version = 1").await;
    assert_eq!(papers.count(crate::Search::all()).await.unwrap(), u64::from(is_reached));
    let page = papers.list(&PageRequest::default()).await.unwrap();
    assert_eq!(page.items.len(), usize::from(is_reached));
    if !is_reached {
        assert_eq!(status(papers.delete(paper.id).await), 404);
    }
    assert_eq!(dump(db, "papers").await, before);
    // The same table says who is a member of the project itself.
    let projects = reaching::<Project>(db, &reach, caller);
    assert_eq!(status(projects.get(*paper.project_id.id()).await), got);
    // And who may refer to it.
    let refers = reaching::<Paper>(db, &BY_AUTHOR, caller);
    let new = NewPaper { project_id: paper.project_id, title: "b".to_owned() };
    let any_level = reaching::<Project>(db, &members(None), caller);
    let is_member = status(any_level.get(*paper.project_id.id()).await) == 200;
    assert_eq!(status(refers.create(new).await), if is_member { 200 } else { 422 });
    db.run_for_test("DELETE FROM papers WHERE title = 'b'").await;
    is_reached
}

async fn what_is_no_membership(db: &Db) {
    let (home, other) = (project(db, 1).await, project(db, 1).await);
    let paper = paper_in(db, BOB, "1", home).await;
    let (id, other) = (literal(db, paper.id), literal(db, other));
    let wrong = if db.is_sqlite() { "'yes'" } else { "NULL" };
    let cases: &[(&[(&str, &str)], bool)] = &[
        (&[], true),
        (&[("level", "NULL")], false),
        (&[("level", "''")], false),
        (&[("level", "'owner'")], false),
        (&[("level", "'WRITE'")], false),
        (&[("level", "'write '")], false),
        (&[("level", "'writ'")], false),
        (&[("level", "'level'")], false),
        (&[("user_id", "NULL")], false),
        (&[("tenant_id", "NULL")], false),
        (&[("tenant_id", "2")], false),
        (&[("project_id", "NULL")], false),
        (&[("project_id", &other)], false),
        // The paper's own id is not what the column names.
        (&[("project_id", &id)], false),
        (&[("active", "NULL")], false),
        (&[("active", if db.is_sqlite() { "0" } else { "FALSE" })], false),
        (&[("active", wrong)], false),
        (&[("left_at", "'2020-01-01'")], false),
        // Whatever moment it says.
        (&[("left_at", "'2099-01-01'")], false),
    ];
    for (columns, expected) in cases {
        db.run_for_test("DELETE FROM project_members").await;
        // Somebody else's is nobody's but theirs.
        member(db, home, CAROL, &[]).await;
        member(db, home, ALICE, columns).await;
        for level in [None, Some("read"), Some("write")] {
            let is_reached = is_reached(db, by(ALICE), &paper, level).await;
            assert_eq!(is_reached, *expected, "{columns:?} {level:?}");
        }
        // Of another tenant nothing is reached, whoever is called a member.
        assert!(!is_reached(db, of(ALICE, "2"), &paper, None).await, "{columns:?}");
    }
    // What several rows say together is said by none of them.
    db.run_for_test("DELETE FROM project_members").await;
    for columns in [("level", "NULL"), ("active", "NULL"), ("tenant_id", "2"), ("user_id", "NULL")]
    {
        member(db, home, ALICE, &[columns]).await;
    }
    assert!(!is_reached(db, by(ALICE), &paper, None).await);
    // A caller of all tenants reaches by the memberships that are of the row's.
    let across = Caller { crosses_tenants: true, ..of(ALICE, "2") };
    let rows = reaching::<Paper>(db, &members(None), across);
    assert_eq!(status(rows.get(paper.id).await), 404);
    member(db, home, ALICE, &[]).await;
    assert_eq!(status(rows.get(paper.id).await), 200);
}

async fn levels(db: &Db) {
    let home = project(db, 1).await;
    let paper = paper_in(db, BOB, "1", home).await;
    let order = ["read", "write", "admin"];
    for (has, held) in order.iter().enumerate() {
        db.run_for_test("DELETE FROM project_members").await;
        member(db, home, ALICE, &[("level", &format!("'{held}'"))]).await;
        for (needs, level) in order.into_iter().enumerate() {
            let is_reached = is_reached(db, by(ALICE), &paper, Some(level)).await;
            assert_eq!(is_reached, has >= needs, "{held} for {level}");
        }
    }
    // One that is not declared is a bug of whoever wrote the rule.
    let rows = reaching::<Paper>(db, &members(Some("owner")), by(ALICE));
    assert_eq!(status(rows.get(paper.id).await), 500);
}

async fn when_it_ends(db: &Db) {
    let home = project(db, 1).await;
    let paper = paper_in(db, BOB, "1", home).await;
    let mut cases = vec![("NULL".to_owned(), false)];
    for (seconds, expected) in
        [(-1, false), (0, false), (1, true), (-86_400, false), (86_400, true)]
    {
        let at = NOW + seconds;
        if db.is_sqlite() {
            let date = format!("strftime('%Y-%m-%dT%H:%M:%SZ', {at}, 'unixepoch')");
            let zoned = format!("strftime('%Y-%m-%d %H:%M:%S+02:00', {at} + 7200, 'unixepoch')");
            for text in [
                at.to_string(),
                format!("{at}.0"),
                format!("datetime({at}, 'unixepoch')"),
                date,
                zoned,
            ] {
                cases.push((text, expected));
            }
        } else {
            cases.push((format!("to_timestamp({at})"), expected));
        }
    }
    if db.is_sqlite() {
        // What SQLite would read as days of a calendar, as a time of day, or as the present.
        let texts = [
            "0",
            "1",
            "2460000",
            "3000000",
            "5373484",
            "2460000.5",
            "-1",
            "1e300",
            "''",
            "'now'",
            "'subsec'",
            "'3000000'",
            "'5000000.5'",
            "'1800000000'",
            "'23:59'",
            "'tomorrow'",
            "'infinity'",
            "x'31383030303030303030'",
            "'9999'",
            "'2099-13-01'",
            "9e18",
            "1700000001000",
        ];
        cases.extend(texts.map(|text| (text.to_owned(), false)));
    } else {
        cases.push(("'-infinity'".to_owned(), false));
        cases.push(("'infinity'".to_owned(), true));
    }
    for (expires, expected) in cases {
        db.run_for_test("DELETE FROM project_members").await;
        member(db, home, ALICE, &[("expires_at", &expires)]).await;
        assert_eq!(is_reached(db, by(ALICE), &paper, None).await, expected, "{expires}");
    }
    // A moment later than that, to the nanosecond, it is over.
    let at =
        if db.is_sqlite() { (NOW + 1).to_string() } else { format!("to_timestamp({})", NOW + 1) };
    db.run_for_test("DELETE FROM project_members").await;
    member(db, home, ALICE, &[("expires_at", &at)]).await;
    let clock = ManualClock::at_unix_seconds(1_700_000_000);
    clock.advance(Duration::from_nanos(1));
    let later = clock.now();
    for (now, expected) in [(super::NOW, true), (later, false)] {
        assert_eq!(is_reached(db, Caller { now, ..by(ALICE) }, &paper, None).await, expected);
    }
}

async fn made_and_moved(db: &Db) {
    let (hers, his) = (project(db, 1).await, project(db, 1).await);
    member(db, hers, ALICE, &[]).await;
    member(db, his, BOB, &[]).await;
    let new = |id| NewPaper { project_id: Ref::new(id), title: "a".to_owned() };
    // What an input refers to has to be in reach before the rule is asked at all; without that, the rule says no.
    let any = Filter::Any(vec![
        Filter::Member(MemberClause { level: Some("write") }),
        super::row("title", crate::policy::Literal::Text("free"), true),
    ]);
    for reach in [members(Some("write")), any.into()] {
        db.run_for_test("DELETE FROM papers").await;
        let papers = reaching::<Paper>(db, &reach, by(ALICE));
        let made = papers.create(new(hers)).await.unwrap();
        let before = dump(db, "papers").await;
        assert_eq!(status(papers.create(new(his)).await), 422);
        assert_eq!(status(papers.update(made.id, moved(his)).await), 422);
        assert_eq!(dump(db, "papers").await, before);
        // On a level that lets her refer to it and no more, the row itself is what is refused.
        for level in ["'read'", "'write'"] {
            db.run_for_test("DELETE FROM project_members WHERE level = 'read'").await;
            let both = [("level", level)];
            member(db, his, ALICE, &both).await;
            let expected = if level == "'read'" { 403 } else { 200 };
            assert_eq!(status(papers.create(new(his)).await), expected, "{level}");
            if expected == 403 {
                assert_eq!(status(papers.update(made.id, moved(his)).await), 403);
                assert_eq!(dump(db, "papers").await, before);
            }
        }
        assert_eq!(status(papers.update(made.id, moved(his)).await), 200);
        let alice = literal(db, uuid(ALICE));
        let his_id = literal(db, his);
        db.run_for_test(&format!(
            "DELETE FROM project_members WHERE user_id = {alice} AND project_id = {his_id}"
        ))
        .await;
        // Nor does she reach it there any more.
        assert_eq!(status(papers.update(made.id, moved(hers)).await), 404);
    }
    // A membership of a row that is being made can be none.
    #[derive(crate::SecureInput)]
    #[input(create = Project)]
    struct NewProject {}
    let projects = reaching::<Project>(db, &members(None), by(ALICE));
    let before = dump(db, "projects").await;
    assert_eq!(status(projects.create(NewProject {}).await), 403);
    assert_eq!(dump(db, "projects").await, before);
}

async fn whoever_can_be_no_member(db: &Db) {
    let home = project(db, 1).await;
    member(db, home, ALICE, &[]).await;
    let upper = ALICE.to_uppercase();
    for owner_id in [None, Some(""), Some("alice"), Some(upper.as_str())] {
        let caller = Caller { owner_id, ..by(ALICE) };
        let refused = Scope::<Project>::new(db, &members(None), caller).map(Scoped::new);
        assert_eq!(status(refused), 403, "{owner_id:?}");
        let open = Filter::Any(vec![
            Filter::Member(MemberClause { level: None }),
            super::row("title", crate::policy::Literal::Text("free"), true),
        ]);
        let papers = reaching::<Paper>(db, &open.into(), caller);
        assert_eq!(papers.count(crate::Search::all()).await.unwrap(), 0);
    }
}

#[derive(crate::SecureInput)]
#[input(create = Membership)]
struct Invite {
    project_id: uuid::Uuid,
    user_id: uuid::Uuid,
    #[validate(length(max = 10))]
    level: Option<String>,
}

#[derive(Default, crate::SecureInput)]
#[input(update = Membership)]
struct Reseat {
    project_id: Patch<uuid::Uuid>,
    user_id: Patch<uuid::Uuid>,
    #[validate(length(max = 10))]
    level: Patch<Option<String>>,
}

/// Where members are in the table that is written, a row that is being made must not say that its maker may make it.
async fn nobody_makes_himself_a_member(db: &Db) {
    let (hers, his) = (project(db, 1).await, project(db, 1).await);
    member(db, hers, ALICE, &[("level", "'admin'")]).await;
    member(db, hers, CAROL, &[("level", "'read'")]).await;
    member(db, his, BOB, &[("level", "'admin'")]).await;
    let invite = |project_id, user, level: &str| Invite {
        project_id,
        user_id: uuid(user),
        level: Some(level.to_owned()),
    };
    for (level, count) in [(None, 2), (Some("read"), 2), (Some("admin"), 2)] {
        let rows = reaching::<Membership>(db, &members(level), by(ALICE));
        let before = dump(db, "project_members").await;
        assert_eq!(rows.count(crate::Search::all()).await.unwrap(), count, "{level:?}");
        assert_eq!(status(rows.create(invite(his, ALICE, "admin")).await), 403, "{level:?}");
        assert_eq!(status(rows.create(invite(his, CAROL, "read")).await), 403, "{level:?}");
        let page = rows.list(&PageRequest::default()).await.unwrap();
        for row in &page.items {
            let seat = Reseat { project_id: Patch::Given(his), ..Reseat::default() };
            assert_eq!(status(rows.update(row.id, seat).await), 403, "{level:?} {row:?}");
            let seat = Reseat {
                project_id: Patch::Given(his),
                user_id: Patch::Given(uuid(ALICE)),
                level: Patch::Given(Some("admin".to_owned())),
            };
            assert_eq!(status(rows.update(row.id, seat).await), 403, "{level:?} {row:?}");
        }
        assert_eq!(dump(db, "project_members").await, before);
    }
    let readers = reaching::<Membership>(db, &members(Some("write")), by(CAROL));
    assert_eq!(readers.count(crate::Search::all()).await.unwrap(), 0);
    // Who reads on the lowest level raises nobody, not even herself.
    let rows = reaching::<Membership>(db, &members(Some("read")), by(CAROL));
    let own = rows.list(&PageRequest::default()).await.unwrap();
    let own = own.items.iter().find(|row| row.user_id == uuid(CAROL)).unwrap();
    let raised = Reseat { level: Patch::Given(Some("admin".to_owned())), ..Reseat::default() };
    assert_eq!(status(rows.update(own.id, raised).await), 403);

    let rows = reaching::<Membership>(db, &members(Some("admin")), by(ALICE));
    rows.create(invite(hers, BOB, "read")).await.unwrap();
    assert_eq!(
        reaching::<Membership>(db, &Reach::All, by(ALICE))
            .count(crate::Search::all())
            .await
            .unwrap(),
        4
    );
}

/// A membership that is deleted and kept is deleted.
async fn whoever_was_removed_is_none(db: &Db) {
    let home = project(db, 1).await;
    let paper = paper_in(db, BOB, "1", home).await;
    member(db, home, ALICE, &[("level", "'admin'")]).await;
    member(db, home, CAROL, &[]).await;
    let admins = reaching::<Membership>(db, &members(Some("admin")), by(ALICE));
    let page = admins.list(&PageRequest::default()).await.unwrap();
    let carols = page.items.iter().find(|row| row.user_id == uuid(CAROL)).unwrap();
    assert!(is_reached(db, by(CAROL), &paper, None).await);
    admins.delete(carols.id).await.unwrap();
    assert!(!is_reached(db, by(CAROL), &paper, None).await);
}

/// Whether a row that one may not make would be in the way of another is not told.
async fn what_may_not_be_made_tells_nothing(db: &Db) {
    db.run_for_test("CREATE UNIQUE INDEX once ON project_members (project_id, user_id)").await;
    let (hers, his) = (project(db, 1).await, project(db, 1).await);
    member(db, hers, ALICE, &[("level", "'admin'")]).await;
    member(db, hers, CAROL, &[]).await;
    member(db, his, BOB, &[]).await;
    let rows = reaching::<Membership>(db, &members(Some("admin")), by(ALICE));
    let page = rows.list(&PageRequest::default()).await.unwrap();
    let carols = page.items.iter().find(|row| row.user_id == uuid(CAROL)).unwrap().id;
    let mut answers = Vec::new();
    for user in [BOB, CAROL] {
        let invite = Invite { project_id: his, user_id: uuid(user), level: None };
        let seat = Reseat {
            project_id: Patch::Given(his),
            user_id: Patch::Given(uuid(user)),
            ..Reseat::default()
        };
        answers.push((status(rows.create(invite).await), status(rows.update(carols, seat).await)));
    }
    assert_eq!(answers, [(403, 403), (403, 403)]);
    // Her own membership does not make her the one who may change it, before it is written as little as after.
    let own = page.items.iter().find(|row| row.user_id == uuid(ALICE)).unwrap().id;
    for user in [BOB, CAROL] {
        let seat = Reseat { user_id: Patch::Given(uuid(user)), ..Reseat::default() };
        assert_eq!(status(rows.update(own, seat).await), 403, "{user}");
    }
}
