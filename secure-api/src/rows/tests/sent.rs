//! Which statements reach the database: by PostgreSQL's own log.

use uuid::Uuid;

use super::{
    Change, Invoice, InvoiceChange, NOW, NewDocument, NewInvoice, filtered, has_status, loaded,
    owned_by, owner, postgres::server::Postgres, row, status,
};
use crate::{
    authz::Filter,
    policy::Literal,
    rows::{Db, PageRequest, scope::Caller},
};

/// The first words of the statements that the log has, without those of the test.
fn logged(server: &Postgres) -> Vec<String> {
    let log = server.log();
    let statements = log.lines().filter_map(|line| {
        let (_, said) = line.split_once("LOG:  ")?;
        let sent = said.strip_prefix("statement: ").or_else(|| {
            said.strip_prefix("execute ").and_then(|said| Some(said.split_once(": ")?.1))
        })?;
        Some(sent.split(' ').next()?.to_owned())
    });
    statements.collect()
}

/// What was sent for what ran.
async fn sent<T>(server: &Postgres, run: impl Future<Output = T>) -> (T, Vec<String>) {
    let before = logged(server).len();
    let ran = run.await;
    (ran, logged(server).split_off(before))
}

/// A server that logs every statement.
async fn logging() -> Option<(Postgres, Db)> {
    let server = Postgres::start()?;
    let db = Db::connect(&server.url()).await.unwrap();
    db.run_for_test(super::postgres::TABLES).await;
    db.run_for_test("ALTER SYSTEM SET log_statement = 'all'").await;
    db.run_for_test("SELECT pg_reload_conf()").await;
    // A connection takes note of it between two statements.
    while logged(&server).is_empty() {
        db.run_for_test("SELECT 1").await;
    }
    Some((server, db))
}

/// A write counts only if the request still waits for it.
fn written(word: &str) -> Vec<String> {
    ["BEGIN", word, "COMMIT"].map(str::to_owned).to_vec()
}

#[tokio::test]
async fn every_operation_is_one_statement_and_a_write_a_transaction() {
    let Some((server, db)) = logging().await else { return };

    let alice = Uuid::new_v4();
    let rows = owned_by(&db, alice);
    let (made, was) = sent(&server, rows.create(NewDocument::titled("a"))).await;
    let made = made.unwrap();
    assert_eq!(was, written("INSERT"));
    let (got, was) = sent(&server, rows.get(made.id)).await;
    assert_eq!((got.unwrap(), was), (made, vec!["SELECT".to_owned()]));
    let (page, was) = sent(&server, rows.list(&PageRequest::default())).await;
    let id = page.unwrap().items[0].id;
    assert_eq!(was, ["SELECT"]);
    let (count, was) = sent(&server, rows.count(crate::Search::all())).await;
    assert_eq!((count.unwrap(), was), (1, vec!["SELECT".to_owned()]));
    let change = || Change { title: Some("b".to_owned()), note: None };
    let (changed, was) = sent(&server, rows.update(id, change())).await;
    assert_eq!((changed.unwrap().title, was), ("b".to_owned(), written("UPDATE")));
    let (document, was) =
        sent(&server, loaded::<super::Document>(&db, alice, &id.to_string())).await;
    assert_eq!(was, ["SELECT"]);
    let (changed, was) = sent(&server, document.unwrap().update(change())).await;
    assert_eq!((changed.unwrap().id, was), (id, written("UPDATE")));
    let (deleted, was) = sent(&server, rows.delete(id)).await;
    assert_eq!((deleted.unwrap(), was), ((), written("DELETE")));
}

/// A row that is refused does not come to where another one could be in its way.
#[tokio::test]
async fn what_is_refused_is_the_same_statements_whatever_is_there() {
    let Some((server, db)) = logging().await else { return };

    let alice = Uuid::new_v4().to_string();
    let caller =
        Caller { owner_id: Some(&alice), tenant: Some("1"), crosses_tenants: false, now: NOW };
    let rows = filtered::<Invoice>(&db, has_status("draft"), caller).unwrap();
    let draft = |amount| NewInvoice { status: Some("draft"), amount, ..NewInvoice::default() };
    let paid = |amount| NewInvoice { status: Some("paid"), ..draft(amount) };
    let turned = |amount| InvoiceChange { status: Some(Some("paid")), amount: Some(amount) };
    rows.create(draft(1)).await.unwrap();
    let made = rows.create(draft(2)).await.unwrap();
    db.run_for_test("CREATE UNIQUE INDEX ON invoices (amount)").await;
    let refused = |word| [&written(word)[..], &["SELECT".to_owned()]].concat();
    for amount in [1, 3] {
        let (answer, was) = sent(&server, rows.create(paid(amount))).await;
        assert_eq!((status(answer), was), (403, refused("INSERT")), "{amount}");
        let (answer, was) = sent(&server, rows.update(made.id, turned(amount))).await;
        assert_eq!((status(answer), was), (403, refused("UPDATE")), "{amount}");
    }
    assert_eq!(status(rows.create(draft(1)).await), 409);
}

/// What is written is looked at under a filter before it counts; what is read takes no transaction there either.
#[tokio::test]
async fn a_write_under_a_filter_is_one_statement_in_a_transaction() {
    let Some((server, db)) = logging().await else { return };

    let alice = Uuid::new_v4().to_string();
    let caller =
        Caller { owner_id: Some(&alice), tenant: Some("1"), crosses_tenants: false, now: NOW };
    let either = Filter::Any(vec![owner(true), row("public", Literal::Boolean(true), true)]);
    let filter = Filter::All(vec![either, has_status("draft")]);
    let rows = filtered::<Invoice>(&db, filter, caller).unwrap();
    let draft = NewInvoice { status: Some("draft"), ..NewInvoice::default() };
    let (made, was) = sent(&server, rows.create(draft)).await;
    let made = made.unwrap();
    assert_eq!(was, written("INSERT"));
    let (page, was) = sent(&server, rows.list(&PageRequest::default())).await;
    assert_eq!((page.unwrap().items, was), (vec![made.clone()], vec!["SELECT".to_owned()]));
    let change = InvoiceChange { amount: Some(1), status: None };
    let (changed, was) = sent(&server, rows.update(made.id, change)).await;
    assert_eq!(changed.unwrap().amount, 1);
    assert_eq!(was, written("UPDATE"));
    let (deleted, was) = sent(&server, rows.delete(made.id)).await;
    assert_eq!((deleted.unwrap(), was), ((), written("DELETE")));
}
