//! Versions: what counts, and who hears of whose change.

use super::{
    Document, NewDocument, owned_by,
    papers::{
        ALICE, BOB, BY_AUTHOR, Edit, Paper, User, by, demanding, dump, empty, literal, load,
        loaded_paper, moved, paper, project, reaching, titled, transferring, uuid,
    },
    status,
};
use crate::{
    authz::Reach,
    error::ErrorKind,
    rows::{Db, ETag, Ref, version::IfMatch},
};

/// All of them, one after the other.
pub(super) async fn run(db: &Db) {
    empty(db).await;
    every_change_counts(db).await;
    empty(db).await;
    a_row_that_has_changed_since(db).await;
    empty(db).await;
    what_is_out_of_reach_by_now_is_not_there(db).await;
    empty(db).await;
    one_of_many_at_once(db).await;
    empty(db).await;
    loaded_again(db).await;
    empty(db).await;
    what_a_request_demands(db).await;
}

async fn version(db: &Db, paper: &Paper) -> String {
    let id = literal(db, paper.id);
    let text = format!("SELECT CAST(version AS TEXT) AS detail FROM papers WHERE id = {id}");
    db.run_for_test(&text).await.join("")
}

async fn every_change_counts(db: &Db) {
    let made = paper(db, ALICE, "1").await;
    assert_eq!((made.version, ETag::of(&made).unwrap().to_string()), (1, "\"1\"".to_owned()));
    let rows = reaching::<Paper>(db, &BY_AUTHOR, by(ALICE));
    assert_eq!(rows.update(made.id, titled("b")).await.unwrap().version, 2);
    // One that sets nothing is one too.
    assert_eq!(rows.update(made.id, Edit::default()).await.unwrap().version, 3);
    let owned = loaded_paper(db, &BY_AUTHOR, by(ALICE), made.id).await.unwrap();
    assert_eq!(owned.etag().unwrap().to_string(), "\"3\"");
    assert_eq!(owned.update(titled("c")).await.unwrap().version, 4);
    let given = transferring(db, &BY_AUTHOR, by(ALICE), made.id).await.unwrap();
    let given = given.to(Ref::<User>::new(uuid(BOB))).await.unwrap();
    assert_eq!(given.version, 5);
    reaching::<Paper>(db, &BY_AUTHOR, by(BOB)).delete(made.id).await.unwrap();
    assert_eq!(version(db, &made).await, "6");
    // A row that was not written is not counted.
    let other = paper(db, ALICE, "1").await;
    assert_eq!(status(rows.update(other.id, moved(uuid(BOB))).await), 422);
    assert_eq!(version(db, &other).await, "1");
}

async fn a_row_that_has_changed_since(db: &Db) {
    for demanded in [false, true] {
        let made = paper(db, ALICE, "1").await;
        let id = made.id.to_string();
        let seen = demanded.then_some(IfMatch::Versions(vec![1]));
        let stale =
            async || load::<Paper>(db, &BY_AUTHOR, by(ALICE), &[&id], seen.clone()).await.unwrap();
        let (first, second, third) = (stale().await, stale().await, stale().await);
        let given = super::Transfer { row: stale().await, owner: "author_id" };
        first.update(titled("first")).await.unwrap();
        let before = dump(db, "papers").await;
        let foreign = project(db, 2).await;
        let refusals = [
            // The version comes before what the input refers to.
            second.update(moved(foreign)).await.map(drop).unwrap_err(),
            third.delete().await.unwrap_err(),
            given.to(Ref::<User>::new(uuid(BOB))).await.map(drop).unwrap_err(),
        ];
        let expected = if demanded { ErrorKind::PreconditionFailed } else { ErrorKind::Conflict };
        for refusal in refusals {
            assert_eq!(*refusal.kind(), expected);
        }
        assert_eq!(dump(db, "papers").await, before);
    }
}

/// That a row has changed is said to whoever still reaches it, and to nobody else.
async fn what_is_out_of_reach_by_now_is_not_there(db: &Db) {
    for becomes in
        ["author_id = {bob}", "tenant_id = 2", "deleted_at = CURRENT_TIMESTAMP", "title = 'gone'"]
    {
        let bob = literal(db, uuid(BOB));
        for demanded in [None, Some(IfMatch::Any), Some(IfMatch::Versions(vec![1]))] {
            let made = paper(db, ALICE, "1").await;
            let id = made.id.to_string();
            let stale = async || {
                load::<Paper>(db, &BY_AUTHOR, by(ALICE), &[&id], demanded.clone()).await.unwrap()
            };
            let (first, second, mut third) = (stale().await, stale().await, stale().await);
            let given = super::Transfer { row: stale().await, owner: "author_id" };
            let becomes = becomes.replace("{bob}", &bob);
            db.run_for_test(&format!("UPDATE papers SET version = 2, {becomes}")).await;
            if becomes.contains("gone") {
                db.run_for_test("DELETE FROM papers").await;
            }
            let before = dump(db, "papers").await;
            assert_eq!(status(first.update(titled("b")).await), 404, "{becomes}");
            assert_eq!(status(second.delete().await), 404, "{becomes}");
            assert_eq!(status(third.refresh().await), 404, "{becomes}");
            assert_eq!(status(given.to(Ref::<User>::new(uuid(BOB))).await), 404, "{becomes}");
            assert_eq!(dump(db, "papers").await, before);
            db.run_for_test("DELETE FROM papers").await;
        }
    }
}

async fn one_of_many_at_once(db: &Db) {
    let made = paper(db, ALICE, "1").await;
    let mut loaded = Vec::new();
    for _ in 0..8 {
        loaded.push(loaded_paper(db, &BY_AUTHOR, by(ALICE), made.id).await.unwrap());
    }
    let mut writing = tokio::task::JoinSet::new();
    for (place, row) in loaded.into_iter().enumerate() {
        writing.spawn(async move { status(row.update(titled(&place.to_string())).await) });
    }
    let mut answers = writing.join_all().await;
    answers.sort_unstable();
    assert_eq!(answers, [200, 409, 409, 409, 409, 409, 409, 409]);
    assert_eq!(version(db, &made).await, "2");
}

async fn loaded_again(db: &Db) {
    let made = paper(db, ALICE, "1").await;
    let rows = reaching::<Paper>(db, &BY_AUTHOR, by(ALICE));
    let mut row = loaded_paper(db, &BY_AUTHOR, by(ALICE), made.id).await.unwrap();
    rows.update(made.id, titled("b")).await.unwrap();
    row.refresh().await.unwrap();
    assert_eq!((row.version, row.title.as_str()), (2, "b"));
    assert_eq!(row.update(titled("c")).await.unwrap().version, 3);

    // What a request demands holds after that as well.
    let id = made.id.to_string();
    for (if_match, expected) in [(IfMatch::Any, 200), (IfMatch::Versions(vec![3]), 412)] {
        let mut row =
            load::<Paper>(db, &BY_AUTHOR, by(ALICE), &[&id], Some(if_match)).await.unwrap();
        let seen = row.version;
        rows.update(made.id, titled("d")).await.unwrap();
        assert_eq!(status(row.refresh().await), expected);
        assert_eq!(row.version == seen, expected == 412);
        rows.update(made.id, titled("e")).await.unwrap();
        db.run_for_test("UPDATE papers SET version = 3").await;
    }
}

async fn what_a_request_demands(db: &Db) {
    let versions = |versions: &[i64]| IfMatch::Versions(versions.to_vec());
    let demands = [
        (IfMatch::Any, 200),
        (versions(&[7]), 200),
        (versions(&[1, 7, 9]), 200),
        (versions(&[]), 412),
        (versions(&[1]), 412),
        (versions(&[-7, 70, 77]), 412),
        (IfMatch::Malformed, 400),
    ];
    for (if_match, expected) in demands {
        let made = paper(db, ALICE, "1").await;
        db.run_for_test("UPDATE papers SET version = 7").await;
        let before = dump(db, "papers").await;
        let (id, demand) = (made.id.to_string(), || Some(if_match.clone()));
        // What is out of reach is not there, whatever is demanded of it.
        let absent = literal(db, made.id).to_lowercase();
        for caller in [by(BOB), super::papers::of(ALICE, "2")] {
            let rows = demanding::<Paper>(db, &BY_AUTHOR, caller, demand());
            assert_eq!(status(rows.update(made.id, titled("b")).await), 404);
            assert_eq!(status(rows.delete(made.id).await), 404);
            assert_eq!(status(load::<Paper>(db, &BY_AUTHOR, caller, &[&id], demand()).await), 404);
            assert_eq!(
                status(load::<Paper>(db, &BY_AUTHOR, caller, &[&absent], demand()).await),
                404
            );
        }
        let loaded = load::<Paper>(db, &BY_AUTHOR, by(ALICE), &[&id], demand()).await;
        assert_eq!(status(loaded), expected, "{if_match:?}");
        assert_eq!(dump(db, "papers").await, before);
        let rows = demanding::<Paper>(db, &BY_AUTHOR, by(ALICE), demand());
        assert_eq!(status(rows.update(made.id, titled("b")).await), expected, "{if_match:?}");
        db.run_for_test("UPDATE papers SET version = 7").await;
        assert_eq!(status(rows.delete(made.id).await), expected, "{if_match:?}");
        if expected != 200 {
            assert_eq!(dump(db, "papers").await, before);
        }
    }

    // Rows without a version match no tag.
    let own = owned_by::<Document>(db, ALICE);
    db.run_for_test("DELETE FROM documents").await;
    let made = own.create(NewDocument::titled("a")).await.unwrap();
    assert_eq!(ETag::of(&made), None);
    for (if_match, expected) in [(IfMatch::Any, 200), (versions(&[1]), 412)] {
        let rows = demanding::<Document>(db, &super::OWNED, by(ALICE), Some(if_match.clone()));
        assert_eq!(status(rows.update(made.id, super::Change::default()).await), expected);
        let id = made.id.to_string();
        let loaded =
            load::<Document>(db, &super::OWNED, by(ALICE), &[&id], Some(if_match.clone())).await;
        assert_eq!(status(loaded), expected);
    }
    let everything = demanding::<Document>(db, &Reach::All, by(ALICE), Some(versions(&[1])));
    assert_eq!(status(everything.delete(made.id).await), 412);
}
