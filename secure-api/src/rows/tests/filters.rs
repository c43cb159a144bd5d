//! What a row clause of the rule leaves, and that no row is written out of it.

use std::time::Duration;

use uuid::Uuid;

use super::{
    Document, Invoice, InvoiceChange, NOW, NewInvoice, NewTag, Tag, filtered, has_status, owner,
    row, status,
};
use crate::{
    authz::{Filter, Reach},
    error::ErrorKind,
    policy::Literal,
    rows::{
        Db, PageRequest, Scoped, Search,
        scope::{Caller, Scope},
    },
};

const ALICE: &str = "a11ce000-0000-4000-8000-000000000001";
const BOB: &str = "b0b00000-0000-4000-8000-000000000002";

/// All of them, one after the other.
pub(super) async fn run(db: &Db, empty: impl AsyncFn()) {
    empty().await;
    what_is_made_is_within(db).await;
    empty().await;
    what_is_changed_stays_within(db).await;
    empty().await;
    whoever_can_own_nothing(db).await;
    empty().await;
    columns_that_are_not_there(db).await;
    empty().await;
    two_at_once(db).await;
}

fn by(owner_id: &str) -> Caller<'_> {
    Caller { owner_id: Some(owner_id), tenant: Some("1"), crosses_tenants: false, now: NOW }
}

fn everything(db: &Db) -> Scoped<Invoice> {
    Scoped::new(Scope::new(db, &Reach::All, by(ALICE)).unwrap().with_pages(super::pages()))
}

const fn new(status: Option<&'static str>) -> NewInvoice {
    NewInvoice { status, amount: 0, is_public: false }
}

const fn becomes(status: Option<&'static str>) -> InvoiceChange {
    InvoiceChange { status: Some(status), amount: None }
}

/// `ModKit` (PR #382): the insert did not look at the row that it wrote.
async fn what_is_made_is_within(db: &Db) {
    let drafts = filtered::<Invoice>(db, has_status("draft"), by(ALICE)).unwrap();
    for status in [Some("paid"), Some("Draft"), Some("draft "), Some(""), None] {
        let refusal = drafts.create(new(status)).await.map(drop).unwrap_err();
        assert_eq!(*refusal.kind(), ErrorKind::Forbidden, "{status:?}");
        assert_eq!(everything(db).count(Search::all()).await.unwrap(), 0, "{status:?}");
    }
    drafts.create(new(Some("draft"))).await.unwrap();

    // The caller is the owner, so it cannot make rows that are not its own.
    let of_others = filtered::<Invoice>(db, owner(false), by(ALICE)).unwrap();
    assert_eq!(status(of_others.create(new(None)).await), 403);
    let own_or_paid = Filter::Any(vec![owner(true), has_status("paid")]);
    let own_or_paid = filtered::<Invoice>(db, own_or_paid, by(ALICE)).unwrap();
    assert_eq!(own_or_paid.create(new(None)).await.unwrap().owner_id.to_string(), ALICE);
    let own_draft = Filter::All(vec![owner(true), has_status("draft")]);
    let own_draft = filtered::<Invoice>(db, own_draft, by(ALICE)).unwrap();
    assert_eq!(status(own_draft.create(new(Some("paid"))).await), 403);
    own_draft.create(new(Some("draft"))).await.unwrap();
    // NULL is not known to be something else.
    let not_paid = row("status", Literal::Text("paid"), false);
    let not_paid = filtered::<Invoice>(db, not_paid, by(ALICE)).unwrap();
    assert_eq!(status(not_paid.create(new(None)).await), 403);
    assert_eq!(everything(db).count(Search::all()).await.unwrap(), 3);

    // Without an owner, and with an id of the database's.
    let named = filtered::<Tag>(db, row("name", Literal::Text("a"), true), by(ALICE)).unwrap();
    assert_eq!(status(named.create(NewTag).await), 403);
    let tags = Scoped::<Tag>::new(Scope::new(db, &Reach::All, by(ALICE)).unwrap());
    assert_eq!(tags.count(Search::all()).await.unwrap(), 0);
}

async fn what_is_changed_stays_within(db: &Db) {
    let of_alice = everything(db).create(new(Some("draft"))).await.unwrap();
    let drafts = filtered::<Invoice>(db, has_status("draft"), by(BOB)).unwrap();
    for status in [Some("paid"), Some(""), None] {
        let refusal = drafts.update(of_alice.id, becomes(status)).await.map(drop).unwrap_err();
        assert_eq!(*refusal.kind(), ErrorKind::Forbidden, "{status:?}");
        assert_eq!(everything(db).get(of_alice.id).await.unwrap(), of_alice);
    }
    let amount = InvoiceChange { amount: Some(7), status: None };
    assert_eq!(drafts.update(of_alice.id, amount).await.unwrap().amount, 7);
    // What is out of reach already is not there, whatever it would become.
    let paid = everything(db).create(new(Some("paid"))).await.unwrap();
    assert_eq!(status(drafts.update(paid.id, becomes(Some("draft"))).await), 404);
    assert_eq!(everything(db).get(paid.id).await.unwrap(), paid);

    // Its owner may do more than others with the same row.
    let rule = || Filter::Any(vec![owner(true), has_status("paid")]);
    let of_bob = filtered::<Invoice>(db, rule(), by(BOB)).unwrap();
    assert_eq!(status(of_bob.update(paid.id, becomes(Some("draft"))).await), 403);
    let of_alice = filtered::<Invoice>(db, rule(), by(ALICE)).unwrap();
    of_alice.update(paid.id, becomes(Some("draft"))).await.unwrap();
    assert_eq!(status(of_bob.delete(paid.id).await), 404);
}

async fn whoever_can_own_nothing(db: &Db) {
    let paid = everything(db).create(new(Some("paid"))).await.unwrap();
    everything(db).create(new(Some("draft"))).await.unwrap();
    let any = || Filter::Any(vec![owner(true), has_status("paid")]);
    let upper = ALICE.to_uppercase();
    for owner_id in [None, Some(""), Some("service"), Some(upper.as_str())] {
        let caller = Caller { owner_id, ..by(ALICE) };
        let left = filtered::<Invoice>(db, any(), caller).unwrap();
        let items = left.list(&PageRequest::default()).await.unwrap().items;
        assert_eq!(items, std::slice::from_ref(&paid), "{owner_id:?}");
        assert_eq!(status(left.create(new(Some("paid"))).await), 403);
        // Neither the owner nor known to be somebody else.
        for filter in [
            owner(true),
            owner(false),
            Filter::All(vec![owner(false), has_status("paid")]),
            Filter::Any(vec![owner(true), owner(false)]),
        ] {
            assert_eq!(status(filtered::<Invoice>(db, filter, caller)), 403, "{owner_id:?}");
        }
    }
    // So it is where rows have no owner.
    for filter in [owner(true), owner(false)] {
        assert_eq!(status(filtered::<Tag>(db, filter, by(ALICE))), 403);
    }
    let named = Filter::Any(vec![owner(false), row("name", Literal::Text("a"), true)]);
    assert_eq!(
        filtered::<Tag>(db, named, by(ALICE)).unwrap().count(Search::all()).await.unwrap(),
        0
    );
}

/// Only a rule that was written by hand can say so. SQLite would take the name for a text.
async fn columns_that_are_not_there(db: &Db) {
    let made = everything(db).create(new(None)).await.unwrap();
    for filter in [
        row("nope", Literal::Text("nope"), true),
        Filter::Any(vec![owner(true), row("title", Literal::Text("x"), false)]),
    ] {
        let rows = filtered::<Invoice>(db, filter, by(ALICE)).unwrap();
        assert_eq!(status(rows.count(Search::all()).await), 500);
        assert_eq!(status(rows.get(made.id).await), 500);
        assert_eq!(status(rows.list(&PageRequest::default()).await), 500);
        assert_eq!(status(rows.update(made.id, InvoiceChange::default()).await), 500);
        assert_eq!(status(rows.create(new(None)).await), 500);
        assert_eq!(status(rows.delete(made.id).await), 500);
    }
    assert_eq!(everything(db).get(made.id).await.unwrap(), made);
    let documents = filtered::<Document>(db, has_status("draft"), by(ALICE)).unwrap();
    assert_eq!(status(documents.count(Search::all()).await), 500);
}

/// Two changes that are each within the rule and together are not: one of them is refused.
/// A write that begins a transaction of its own, and then is out of the rule's reach.
#[cfg(feature = "postgres")]
pub(super) async fn refused(db: &Db) -> u16 {
    let drafts = filtered::<Invoice>(db, has_status("draft"), by(ALICE)).unwrap();
    status(drafts.create(new(Some("paid"))).await)
}

pub(super) async fn two_at_once(db: &Db) {
    let rule = || Filter::Any(vec![has_status("draft"), row("amount", Literal::Integer(0), true)]);
    for _ in 0..20 {
        let made = everything(db).create(new(Some("draft"))).await.unwrap();
        let one = |change: InvoiceChange| {
            let rows = filtered::<Invoice>(db, rule(), by(BOB)).unwrap();
            tokio::spawn(async move { status(rows.update(made.id, change).await) })
        };
        let paid = one(becomes(Some("paid")));
        let amount = one(InvoiceChange { amount: Some(1), status: None });
        let mut answers = [paid.await.unwrap(), amount.await.unwrap()];
        answers.sort_unstable();
        assert_eq!(answers, [200, 403]);
        let row = everything(db).get(made.id).await.unwrap();
        assert!((row.status.as_deref() == Some("draft")) != (row.amount == 0), "{row:?}");
    }
    // A refusal keeps no connection and no lock.
    let drafts = filtered::<Invoice>(db, has_status("draft"), by(ALICE)).unwrap();
    for _ in 0..30 {
        assert_eq!(status(drafts.create(new(None)).await), 403);
    }
    let made = everything(db).create(new(None)).await.unwrap();
    everything(db).delete(made.id).await.unwrap();
    // A request that ends on the way leaves nothing behind.
    let before = everything(db).count(Search::all()).await.unwrap();
    for step in 0..20 {
        let request = drafts.create(new(Some("paid")));
        let _ = tokio::time::timeout(Duration::from_micros(step * 50), request).await;
    }
    assert_eq!(everything(db).count(Search::all()).await.unwrap(), before);
    assert_eq!(status(everything(db).get(Uuid::nil()).await), 404);
}
