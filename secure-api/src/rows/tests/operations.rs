//! The tests that hold on every database. Each gets empty tables.

use std::{collections::HashSet, error::Error as _};

use uuid::Uuid;

use super::{
    Change, Document, NewDocument, NewTag, OWNED, Tag, all, caller, loaded, owned_by, status,
};
use crate::{
    error::ErrorKind,
    rows::{Db, PageRequest, Search, scope::Scope},
};

/// All of them, one after the other.
pub(super) async fn run(db: &Db, empty: impl AsyncFn()) {
    empty().await;
    two_owners(db).await;
    empty().await;
    whoever_reaches_all_rows(db).await;
    empty().await;
    pages(db).await;
    empty().await;
    changes(db).await;
    empty().await;
    conflicts_and_nul(db).await;
    empty().await;
    no_owner_column(db).await;
    who_can_own_nothing(db);
}

async fn two_owners(db: &Db) {
    let (alice, bob) = (Uuid::new_v4(), Uuid::new_v4());
    let (of_alice, of_bob) = (owned_by::<Document>(db, alice), owned_by::<Document>(db, bob));
    let hers = of_alice.create(NewDocument::titled("hers")).await.unwrap();
    let his = of_bob.create(NewDocument::titled("his")).await.unwrap();
    assert_eq!((hers.owner_id, his.owner_id), (alice, bob));

    let page = of_alice.list(&PageRequest::default()).await.unwrap();
    assert_eq!(page.items, [of_alice.get(hers.id).await.unwrap()]);
    assert_eq!(page.next, None);
    assert_eq!(of_alice.count(Search::all()).await.unwrap(), 1);

    // Someone else's id is answered like one that nobody has, by reads and by writes.
    for id in [his.id, Uuid::new_v4()] {
        let refusals = [
            of_alice.get(id).await.map(drop).unwrap_err(),
            of_alice.update(id, Change::default()).await.map(drop).unwrap_err(),
            of_alice.delete(id).await.unwrap_err(),
            loaded::<Document>(db, alice, &id.to_string()).await.map(drop).unwrap_err(),
        ];
        for refusal in refusals {
            assert_eq!(*refusal.kind(), ErrorKind::NotFound);
            assert!(refusal.source().is_none());
        }
    }
    // So is what is no id.
    for id in ["", "1", "' OR 1=1 --", "a\0b", &hers.id.to_string().to_uppercase()] {
        assert_eq!(status(loaded::<Document>(db, alice, id).await), 404, "{id:?}");
    }
    assert_eq!(of_bob.get(his.id).await.unwrap(), his);

    // A row that goes away between load and write is not there.
    let first = loaded::<Document>(db, alice, &hers.id.to_string()).await.unwrap();
    let second = loaded::<Document>(db, alice, &hers.id.to_string()).await.unwrap();
    assert_eq!(first.title, "hers");
    first.delete().await.unwrap();
    assert_eq!(status(second.update(Change::default()).await), 404);
    assert_eq!(status(of_alice.delete(hers.id).await), 404);
    assert_eq!(
        (of_alice.count(Search::all()).await.unwrap(), of_bob.count(Search::all()).await.unwrap()),
        (0, 1)
    );
}

async fn whoever_reaches_all_rows(db: &Db) {
    let (admin, bob) = (Uuid::new_v4(), Uuid::new_v4());
    let his = owned_by::<Document>(db, bob).create(NewDocument::titled("his")).await.unwrap();
    let everything = all::<Document>(db, Some(&admin.to_string()));
    assert_eq!(everything.get(his.id).await.unwrap(), his);
    let change = Change { title: Some("changed".to_owned()), ..Change::default() };
    assert_eq!(everything.update(his.id, change).await.unwrap().title, "changed");
    // A new row belongs to who makes it, even so.
    let mine = everything.create(NewDocument::titled("mine")).await.unwrap();
    assert_eq!(mine.owner_id, admin);
    assert_eq!(everything.count(Search::all()).await.unwrap(), 2);
    assert_eq!(everything.list(&PageRequest::default()).await.unwrap().items.len(), 2);
    everything.delete(his.id).await.unwrap();

    // Who can own nothing can make nothing, and reaches the same.
    for subject in [None, Some("service"), Some("")] {
        let rows = all::<Document>(db, subject);
        assert_eq!(status(rows.create(NewDocument::titled("nobody's")).await), 403);
        assert_eq!(rows.count(Search::all()).await.unwrap(), 1);
    }
}

async fn pages(db: &Db) {
    let (alice, bob) = (Uuid::new_v4(), Uuid::new_v4());
    let of_alice = owned_by::<Document>(db, alice);
    for number in 0..120 {
        of_alice.create(NewDocument::titled(&number.to_string())).await.unwrap();
        if number % 10 == 0 {
            owned_by::<Document>(db, bob)
                .create(NewDocument::titled(&format!("his {number}")))
                .await
                .unwrap();
        }
    }
    for (limit, sizes) in
        [(None, vec![50, 50, 20]), (Some(100), vec![100, 20]), (Some(40), vec![40; 3])]
    {
        let (mut seen, mut found, mut after) = (HashSet::new(), Vec::new(), None);
        loop {
            let page = of_alice.list(&PageRequest::new(limit, after).unwrap()).await.unwrap();
            found.push(page.items.len());
            assert!(page.items.iter().all(|row| row.owner_id == alice));
            seen.extend(page.items.into_iter().map(|row| row.id));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!((seen.len(), found), (120, sizes));
    }
    let everything = all::<Document>(db, None);
    let first = PageRequest::new(Some(100), None).unwrap();
    let next = everything.list(&first).await.unwrap().next;
    let rest = PageRequest::new(Some(100), next).unwrap();
    assert_eq!(everything.list(&rest).await.unwrap().items.len(), 32);

    // What is not a cursor opens nothing: an id in hexadecimal was one once.
    for after in ["", "30", &"30".repeat(18), &"00".repeat(16), "AQ"] {
        let start = PageRequest::new(None, Some(after.to_owned())).unwrap();
        assert_eq!(status(of_alice.list(&start).await), 422, "{after}");
    }
}

async fn changes(db: &Db) {
    let rows = owned_by::<Document>(db, Uuid::new_v4());
    let new = NewDocument { title: "a".into(), position: i64::MAX, note: Some("n".into()) };
    let row = rows.create(new).await.unwrap();
    assert_eq!((row.position, row.note.as_deref()), (i64::MAX, Some("n")));

    assert_eq!(rows.update(row.id, Change::default()).await.unwrap(), row);
    let title = Change { title: Some("'; DROP TABLE documents; --".into()), note: None };
    let changed = rows.update(row.id, title).await.unwrap();
    assert_eq!(changed.title, "'; DROP TABLE documents; --");
    assert_eq!(changed.note.as_deref(), Some("n"));
    let emptied = rows.update(row.id, Change { title: None, note: Some(None) }).await.unwrap();
    assert_eq!((emptied.title, emptied.note), (changed.title, None));
}

async fn conflicts_and_nul(db: &Db) {
    let rows = owned_by::<Document>(db, Uuid::new_v4());
    rows.create(NewDocument::titled("unique")).await.unwrap();
    let other = rows.create(NewDocument::titled("other")).await.unwrap();
    let again = rows.create(NewDocument::titled("unique")).await.unwrap_err();
    assert_eq!(again.to_string(), "the change contradicts what is stored");
    assert_eq!(*again.kind(), ErrorKind::Conflict);
    let renamed = Change { title: Some("unique".into()), note: None };
    assert_eq!(status(rows.update(other.id, renamed).await), 409);
    let checked = NewDocument { position: -1, ..NewDocument::titled("below zero") };
    assert_eq!(status(rows.create(checked).await), 409);

    assert_eq!(status(rows.create(NewDocument::titled("a\0b")).await), 422);
    let note = Change { title: None, note: Some(Some("\0".into())) };
    assert_eq!(status(rows.update(other.id, note).await), 422);
    assert_eq!(rows.count(Search::all()).await.unwrap(), 2);
}

async fn no_owner_column(db: &Db) {
    let tags = all::<Tag>(db, None);
    let tag = tags.create(NewTag).await.unwrap();
    assert_eq!(tag.name, None);
    let named = tags.get(tag.id).await.unwrap();
    assert_eq!(named.id, tag.id);
    assert_eq!(tags.list(&PageRequest::default()).await.unwrap().items.len(), 1);
    assert_eq!(status(tags.get(i64::MAX).await), 404);
    tags.delete(tag.id).await.unwrap();
    assert_eq!(status(tags.delete(tag.id).await), 404);
}

/// Whatever rows there are: the answer does not depend on them.
fn who_can_own_nothing(db: &Db) {
    let uuid = Uuid::new_v4().to_string();
    for subject in [None, Some(""), Some("alice"), Some(uuid.to_uppercase().as_str())] {
        let scope = Scope::<Document>::new(db, &OWNED, caller(subject));
        assert_eq!(status(scope), 403, "{subject:?}");
    }
    for subject in [None, Some(""), Some("1"), Some(uuid.as_str())] {
        let scope = Scope::<Tag>::new(db, &OWNED, caller(subject));
        assert_eq!(status(scope), 403, "{subject:?}");
    }
}
