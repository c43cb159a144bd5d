//! Many rows at once: all of them or none.

use std::error::Error as _;

use super::{
    status,
    transactions::{Hers, NewAccount, NewEntry, account, hers, tables},
};
use crate::{
    error::{ErrorKind, Failure},
    rows::{Db, Ref},
};

pub(super) async fn run(db: &Db) {
    tables(db).await;
    all_in_their_order(db).await;
    tables(db).await;
    one_that_is_refused_refuses_all(db).await;
    tables(db).await;
    failures_point_at_the_element(db).await;
    tables(db).await;
    how_many(db).await;
    tables(db).await;
    within_a_transaction(db).await;
}

async fn all_in_their_order(db: &Db) {
    let accounts = hers(db).accounts;
    let made = accounts.create_many(["c", "a", "b"].map(account)).await.unwrap();
    let names: Vec<_> = made.iter().map(|made| made.name.as_str()).collect();
    assert_eq!(names, ["c", "a", "b"]);
    for row in &made {
        assert_eq!(accounts.get(row.id).await.unwrap(), *row);
    }
    assert_eq!(accounts.count(crate::Search::all()).await.unwrap(), 3);
}

async fn one_that_is_refused_refuses_all(db: &Db) {
    let Hers { accounts, open, .. } = hers(db);
    // A constraint, between two of them.
    let twice = accounts.create_many(["a", "b", "a"].map(account)).await;
    assert_eq!(status(twice), 409);
    // The rule, of the last.
    let is_open = NewAccount { status: Some("open".to_owned()), ..account("a") };
    let out_of_rule = open.create_many([is_open.clone(), account("b")]).await;
    assert_eq!(status(out_of_rule), 403);
    assert_eq!(accounts.count(crate::Search::all()).await.unwrap(), 0);
    assert_eq!(open.create_many([is_open]).await.unwrap().len(), 1);
}

async fn failures_point_at_the_element(db: &Db) {
    let Hers { accounts, entries, .. } = hers(db);
    let made = accounts.create(account("a")).await.unwrap();
    let of = |account| NewEntry { account_id: Ref::new(account), reason: 1 };
    let refused = entries.create_many([of(made.id), of(made.id), of(made.id + 1)]).await;
    let refused = refused.unwrap_err();
    let [Failure { pointer, code, .. }] = refused.kind().failures() else { panic!("{refused:?}") };
    assert_eq!((pointer.as_str(), *code), ("#/2/account_id", "reference"));
    assert_eq!(entries.count(crate::Search::all()).await.unwrap(), 0);

    let refused = accounts.create_many(["b", "\0"].map(account)).await.unwrap_err();
    let [Failure { pointer, code, .. }] = refused.kind().failures() else { panic!("{refused:?}") };
    assert_eq!((pointer.as_str(), *code), ("#/1", "nul"));
    assert_eq!(accounts.count(crate::Search::all()).await.unwrap(), 1);
}

/// However many there are, no more than needed are looked at.
async fn how_many(db: &Db) {
    let accounts = hers(db).accounts;
    assert_eq!(accounts.create_many(Vec::<NewAccount>::new()).await.unwrap(), []);
    let numbered = |number: u32| account(&number.to_string());
    let made = accounts.create_many((0..1_000).map(numbered)).await.unwrap();
    assert_eq!(made.len(), 1_000);
    let refused = accounts.create_many((1_000..).map(numbered)).await.unwrap_err();
    let ErrorKind::Invalid(failures) = refused.kind() else { panic!("{refused:?}") };
    assert_eq!(failures[0].detail, "must have at most 1000 items");
    assert_eq!((failures[0].code, failures[0].pointer.as_str()), ("items", "#"));
    assert!(refused.source().is_none());
    assert_eq!(accounts.count(crate::Search::all()).await.unwrap(), 1_000);
}

/// What is refused after some of them were written ends the transaction, although the database has nothing against it.
async fn within_a_transaction(db: &Db) {
    let Hers { accounts, entries, .. } = hers(db);
    let made = accounts.create(account("a")).await.unwrap();
    let of = |account| NewEntry { account_id: Ref::new(account), reason: 1 };
    let outcome = db
        .transaction(async |tx| {
            let made = tx.rows(&entries).create_many([of(made.id), of(made.id + 1)]).await;
            assert_eq!(status(made), 422);
            Ok(())
        })
        .await;
    assert_eq!(status(outcome), 422);
    assert_eq!(entries.count(crate::Search::all()).await.unwrap(), 0);
    // What follows is told the same, and not as if it were about its own element.
    let outcome = db
        .transaction(async |tx| {
            let mut pointers = Vec::new();
            for _ in 0..2 {
                let refused = tx.rows(&entries).create_many([of(made.id), of(made.id + 1)]).await;
                let refused = refused.unwrap_err();
                pointers.extend(refused.kind().failures().iter().map(|at| at.pointer.to_string()));
            }
            assert_eq!(pointers, ["#/1/account_id", "#/1/account_id"]);
            Ok(())
        })
        .await;
    assert_eq!(status(outcome), 422);
    let both = db
        .transaction(async |tx| {
            tx.rows(&accounts).create_many(["b", "c"].map(account)).await?;
            tx.rows(&entries).create_many([of(made.id), of(made.id)]).await
        })
        .await;
    assert_eq!(both.unwrap().len(), 2);
    assert_eq!(accounts.count(crate::Search::all()).await.unwrap(), 3);
}
