//! Rows that are kept when they are deleted: no statement sees them.

use super::{
    papers::{
        ALICE, BOB, BY_AUTHOR, Comment, Edit, NewComment, NewPaper, Paper, Project, User, by, dump,
        empty, literal, loaded_paper, member, members, moved, paper, paper_in, project, reaching,
        titled, transferring, uuid,
    },
    status,
};
use crate::{
    authz::Reach,
    rows::{
        Db, PageRequest, Ref,
        any::AnyResource,
        run::Runner,
        trace::{RowTrace, explain_to},
    },
};

/// All of them, one after the other.
pub(super) async fn run(db: &Db) {
    empty(db).await;
    a_deleted_row_is_not_there(db).await;
    empty(db).await;
    nothing_refers_to_a_deleted_row(db).await;
}

async fn a_deleted_row_is_not_there(db: &Db) {
    let project = project(db, 1).await;
    member(db, project, ALICE, &[]).await;
    let gone = paper_in(db, ALICE, "1", project).await;
    let kept = paper_in(db, ALICE, "1", project).await;
    let first = PageRequest::new(Some(1), None).unwrap();
    let both = reaching::<Paper>(db, &Reach::All, by(ALICE));
    let after_the_lower = both.list(&first).await.unwrap().next;
    let mut loaded = loaded_paper(db, &BY_AUTHOR, by(ALICE), gone.id).await.unwrap();
    loaded.refresh().await.unwrap();
    loaded.delete().await.unwrap();
    // It is kept, and says so.
    let at = format!(
        "SELECT CASE WHEN deleted_at IS NULL THEN 'no' ELSE 'yes' END AS detail FROM papers WHERE id = {}",
        literal(db, gone.id)
    );
    assert_eq!(db.run_for_test(&at).await, ["yes"]);
    let before = dump(db, "papers").await;
    assert_eq!(before.len(), 2);

    for reach in [Reach::All, BY_AUTHOR, members(Some("write"))] {
        let rows = reaching::<Paper>(db, &reach, by(ALICE));
        assert_eq!(status(rows.get(gone.id).await), 404);
        assert_eq!(status(rows.update(gone.id, titled("b")).await), 404);
        assert_eq!(status(rows.update(gone.id, moved(uuid(BOB))).await), 404);
        assert_eq!(status(rows.delete(gone.id).await), 404);
        assert_eq!(rows.count(crate::Search::all()).await.unwrap(), 1);
        let page = rows.list(&PageRequest::default()).await.unwrap();
        assert_eq!(page.items, std::slice::from_ref(&kept));
        assert_eq!(rows.list(&first).await.unwrap().next, None);
        // A page after it is one like any other.
        let high = if gone.id < kept.id { &kept } else { &gone };
        let next = PageRequest::new(None, after_the_lower.clone()).unwrap();
        let after: Vec<_> = [high.clone()].into_iter().filter(|row| row.id == kept.id).collect();
        assert_eq!(rows.list(&next).await.unwrap().items, after);
        assert_eq!(status(loaded_paper(db, &reach, by(ALICE), gone.id).await), 404);
        assert_eq!(status(transferring(db, &reach, by(ALICE), gone.id).await), 404);
        let id = gone.id.to_string();
        let trace = explain_to(
            AnyResource::of::<Paper>(),
            &Runner::Pool(db.clone()),
            &reach,
            by(ALICE),
            &[id],
        )
        .await
        .unwrap();
        assert_eq!(trace, RowTrace::NoSuchRow);
    }
    assert_eq!(dump(db, "papers").await, before);
}

async fn nothing_refers_to_a_deleted_row(db: &Db) {
    let (open, closed) = (project(db, 1).await, project(db, 1).await);
    for project in [open, closed] {
        member(db, project, ALICE, &[]).await;
    }
    let in_closed = paper_in(db, ALICE, "1", closed).await;
    let in_open = paper_in(db, ALICE, "1", open).await;
    reaching::<Project>(db, &Reach::All, by(ALICE)).delete(closed).await.unwrap();
    for reach in [Reach::All, BY_AUTHOR, members(None)] {
        let rows = reaching::<Paper>(db, &reach, by(ALICE));
        let new = |id| NewPaper { project_id: Ref::new(id), title: "b".to_owned() };
        assert_eq!(status(rows.create(new(closed)).await), 422);
        assert_eq!(status(rows.update(in_open.id, moved(closed)).await), 422);
        // What it refers to already is not looked at.
        assert_eq!(status(rows.update(in_closed.id, titled("c")).await), 200);
        assert_eq!(status(rows.update(in_closed.id, Edit::default()).await), 200);
        rows.create(new(open)).await.unwrap();
    }
    let comments = reaching::<Comment>(db, &super::OWNED, by(ALICE));
    let about = |row: &Paper| NewComment { paper_id: Ref::new(row.id) };
    comments.create(about(&in_open)).await.unwrap();
    reaching::<Paper>(db, &Reach::All, by(ALICE)).delete(in_open.id).await.unwrap();
    assert_eq!(status(comments.create(about(&in_open)).await), 422);

    // Nor is anything given to one.
    let mine = paper(db, ALICE, "1").await;
    let bob = Ref::<User>::new(uuid(BOB));
    reaching::<User>(db, &Reach::All, by(ALICE)).delete(*bob.id()).await.unwrap();
    let given = transferring(db, &BY_AUTHOR, by(ALICE), mine.id).await.unwrap();
    assert_eq!(status(given.to(bob).await), 422);
}
