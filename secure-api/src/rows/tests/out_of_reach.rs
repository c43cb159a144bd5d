//! Every write, and every way for a row to be out of reach: the answer is one, and the table stays as it was to the byte.

use super::{
    papers::{
        ALICE, BOB, BY_AUTHOR, BY_REVIEWER, Edit, Paper, User, by, demanding, dump, empty, literal,
        loaded_paper, member, members, moved, paper_in, project, titled, uuid,
    },
    row,
};
use crate::{
    authz::{Filter, Reach},
    error::{Error, ErrorKind},
    policy::{Literal, MemberClause, OwnerColumn},
    rows::{Db, Owned, Ref, Transfer, version::IfMatch},
};

/// What makes a paper of Alice's be out of the reach of one of the rules, as SQL.
fn ways(db: &Db) -> Vec<(&'static str, String)> {
    let bob = literal(db, uuid(BOB));
    let past = if db.is_sqlite() { "1699999999" } else { "to_timestamp(1699999999)" };
    vec![
        ("absent", "DELETE FROM papers WHERE title = 'a'".to_owned()),
        (
            "another owner's",
            format!(
                "UPDATE papers SET author_id = {bob}, reviewer_id = {bob} WHERE title = 'a'; UPDATE project_members SET user_id = {bob}; UPDATE papers SET level = 'read'"
            ),
        ),
        ("another tenant's", "UPDATE papers SET tenant_id = 2 WHERE title = 'a'".to_owned()),
        (
            "deleted",
            "UPDATE papers SET deleted_at = CURRENT_TIMESTAMP WHERE title = 'a'".to_owned(),
        ),
        (
            "not what the filter says",
            format!(
                "UPDATE papers SET level = 'read', author_id = {bob}, reviewer_id = {bob}; DELETE FROM project_members"
            ),
        ),
        (
            "unknown to the filter",
            format!(
                "UPDATE papers SET level = NULL, author_id = {bob}, reviewer_id = {bob}; UPDATE project_members SET level = NULL"
            ),
        ),
        (
            "an expired membership's",
            format!(
                "UPDATE papers SET level = 'read', author_id = {bob}, reviewer_id = {bob}; UPDATE project_members SET expires_at = {past}"
            ),
        ),
        (
            "a membership's that never began",
            format!(
                "UPDATE papers SET level = NULL, author_id = {bob}, reviewer_id = {bob}; UPDATE project_members SET expires_at = NULL"
            ),
        ),
    ]
}

fn reaches() -> Vec<Reach> {
    let is_own = || Filter::Owner { column: OwnerColumn::Named("author_id"), is: true };
    let is_member = || Filter::Member(MemberClause { level: Some("write") });
    let is_admins = |is| row("level", Literal::Text("admin"), is);
    vec![
        BY_AUTHOR,
        BY_REVIEWER,
        members(None),
        members(Some("write")),
        is_admins(true).into(),
        Filter::Any(vec![is_own(), is_member()]).into(),
        Filter::All(vec![is_own(), is_admins(true)]).into(),
        Filter::All(vec![row("level", Literal::Text("read"), false), is_member()]).into(),
        Filter::Any(vec![is_admins(true), Filter::All(vec![is_own(), is_member()])]).into(),
    ]
}

/// All of them, one after the other.
pub(super) async fn run(db: &Db) {
    for reach in reaches() {
        for (way, sql) in ways(db) {
            one(db, &reach, way, &sql).await;
        }
    }
}

async fn one(db: &Db, reach: &Reach, way: &str, sql: &str) {
    empty(db).await;
    let home = project(db, 1).await;
    member(db, home, ALICE, &[]).await;
    let made = paper_in(db, ALICE, "1", home).await;
    let says = format!("{way} {reach:?}");
    let demands =
        [None, Some(IfMatch::Any), Some(IfMatch::Versions(vec![1])), Some(IfMatch::Malformed)];
    // In reach at first, so that what is seen below is what the way has done.
    let mut owned: Vec<Owned<Paper>> = Vec::new();
    for _ in 0..4 {
        owned.push(loaded_paper(db, reach, by(ALICE), made.id).await.expect(&says));
    }
    db.run_for_test(sql).await;
    let before = dump(db, "papers").await;

    let mut refusals: Vec<(&str, Error)> = Vec::new();
    for demand in demands {
        let rows = demanding::<Paper>(db, reach, by(ALICE), demand);
        refusals
            .push(("update", rows.update(made.id, titled("b")).await.map(drop).expect_err(&says)));
        refusals.push((
            "no change",
            rows.update(made.id, Edit::default()).await.map(drop).expect_err(&says),
        ));
        // Refers to what is out of reach as well, which is not the first to be said.
        refusals.push((
            "move",
            rows.update(made.id, moved(uuid(BOB))).await.map(drop).expect_err(&says),
        ));
        refusals.push(("delete", rows.delete(made.id).await.expect_err(&says)));
    }
    let load = loaded_paper(db, reach, by(ALICE), made.id).await;
    refusals.push(("load", load.map(drop).expect_err(&says)));
    let mut owned = owned.into_iter();
    let mut next = || owned.next().expect("as many as there are operations");
    refusals.push(("own update", next().update(titled("b")).await.map(drop).expect_err(&says)));
    refusals.push(("own delete", next().delete().await.expect_err(&says)));
    refusals.push(("refresh", next().refresh().await.expect_err(&says)));
    let given = Transfer { row: next(), owner: "author_id" };
    let nobody = Ref::<User>::new(uuid("00000000-0000-4000-8000-00000000000f"));
    refusals.push(("transfer", given.to(nobody).await.map(drop).expect_err(&says)));
    for (operation, refusal) in refusals {
        assert_eq!(*refusal.kind(), ErrorKind::NotFound, "{operation} {says}");
    }
    assert_eq!(dump(db, "papers").await, before, "{says}");
}
