//! Several owner columns: an endpoint names the one that decides.

use super::{
    papers::{
        ALICE, BOB, BY_AUTHOR, BY_REVIEWER, CAROL, Comment, NewComment, NewPaper, Paper, by, dump,
        empty, literal, member, paper, project, reaching, titled, uuid,
    },
    status,
};
use crate::{
    authz::{Filter, Reach},
    policy::OwnerColumn,
    rows::{Db, PageRequest, Ref, Resource as _, Scoped, scope::Scope},
};

/// All of them, one after the other.
pub(super) async fn run(db: &Db) {
    empty(db).await;
    the_column_that_is_named(db).await;
    empty(db).await;
    what_is_referred_to_may_be_owned_by_any(db).await;
}

async fn the_column_that_is_named(db: &Db) {
    let made = paper(db, ALICE, "1").await;
    assert_eq!((made.author_id, made.reviewer_id), (uuid(ALICE), uuid(ALICE)));
    let bob = literal(db, uuid(BOB));
    db.run_for_test(&format!("UPDATE papers SET reviewer_id = {bob}")).await;
    let before = dump(db, "papers").await;

    let other = Filter::Owner { column: OwnerColumn::Named("author_id"), is: false }.into();
    let each = [(Paper::INFO, "reviewer_id")];
    let each = Reach::Owned(OwnerColumn::Each(Box::leak(Box::new(each))));
    let cases = [
        (&BY_AUTHOR, ALICE, true),
        (&BY_AUTHOR, BOB, false),
        (&BY_REVIEWER, ALICE, false),
        (&BY_REVIEWER, BOB, true),
        (&each, ALICE, false),
        (&each, BOB, true),
        (&other, ALICE, false),
        (&other, BOB, true),
        // A job's: any of them.
        (super::papers::OWN, ALICE, true),
        (super::papers::OWN, BOB, true),
        (super::papers::OWN, CAROL, false),
    ];
    for (reach, user, is_reached) in cases {
        let says = format!("{reach:?} {user}");
        let rows = reaching::<Paper>(db, reach, by(user));
        let expected = if is_reached { 200 } else { 404 };
        assert_eq!(status(rows.get(made.id).await), expected, "{says}");
        assert_eq!(
            rows.count(crate::Search::all()).await.unwrap(),
            u64::from(is_reached),
            "{says}"
        );
        let page = rows.list(&PageRequest::default()).await.unwrap();
        assert_eq!(page.items.len(), usize::from(is_reached), "{says}");
        assert_eq!(status(rows.update(made.id, titled("a")).await), expected, "{says}");
        db.run_for_test("UPDATE papers SET version = 1").await;
        if !is_reached {
            assert_eq!(status(rows.delete(made.id).await), 404, "{says}");
        }
        assert_eq!(dump(db, "papers").await, before, "{says}");
    }

    // A column that is no owner, whatever it holds, reaches nothing.
    for column in ["project_id", "id", "nope", "AUTHOR_ID"] {
        for is in [true, false] {
            let filter = Filter::Owner { column: OwnerColumn::Named(column), is };
            let rows = Scoped::<Paper>::new(Scope::new(db, &filter.into(), by(ALICE)).unwrap());
            assert_eq!(status(rows.get(made.id).await), 500, "{column}");
            assert_eq!(status(rows.update(made.id, titled("b")).await), 500, "{column}");
            assert_eq!(status(rows.delete(made.id).await), 500, "{column}");
        }
    }

    // Whichever is named, a new row is stamped with the caller in every one.
    for reach in [&BY_AUTHOR, &BY_REVIEWER, &each, &Reach::All] {
        let home = project(db, 1).await;
        member(db, home, CAROL, &[]).await;
        let new = NewPaper { project_id: Ref::new(home), title: "a".to_owned() };
        let made = reaching::<Paper>(db, reach, by(CAROL)).create(new).await.unwrap();
        assert_eq!((made.author_id, made.reviewer_id), (uuid(CAROL), uuid(CAROL)), "{reach:?}");
    }
    assert_eq!(dump(db, "papers").await.len(), 5);
}

async fn what_is_referred_to_may_be_owned_by_any(db: &Db) {
    let made = paper(db, ALICE, "1").await;
    let bob = literal(db, uuid(BOB));
    db.run_for_test(&format!("UPDATE papers SET reviewer_id = {bob}")).await;
    let comment = async |user| {
        let comments = reaching::<Comment>(db, super::papers::OWN, by(user));
        status(comments.create(NewComment { paper_id: Ref::new(made.id) }).await)
    };
    assert_eq!([comment(ALICE).await, comment(BOB).await, comment(CAROL).await], [200, 200, 422]);
    // Or by whoever is a member, on any level.
    member(db, *made.project_id.id(), CAROL, &[("level", "'read'")]).await;
    assert_eq!(comment(CAROL).await, 200);
    db.run_for_test("UPDATE project_members SET level = 'other'").await;
    assert_eq!(comment(CAROL).await, 422);
}
