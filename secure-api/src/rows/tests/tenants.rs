//! Two tenants, two users in each, every operation: nothing is read or changed across.

use uuid::Uuid;

use super::{
    Document, Invoice, InvoiceChange, NOW, NewDocument, NewInvoice, OWNED, has_status, owner, row,
    status,
};
use crate::{
    authz::{Filter, Reach},
    policy::{Holds, Literal},
    rows::{
        Db, Owned, PageRequest, Resource, Scoped, Search,
        scope::{Caller, Scope},
    },
};

const ALICE: &str = "a11ce000-0000-4000-8000-000000000001";
const BOB: &str = "b0b00000-0000-4000-8000-000000000002";

/// All of them, one after the other.
pub(super) async fn run(db: &Db, empty: impl AsyncFn()) {
    described();
    matrix(db, &empty).await;
    empty().await;
    whoever_has_no_tenant(db).await;
    empty().await;
    across_tenants(db).await;
}

fn described() {
    assert_eq!(Invoice::INFO.tenant, Some("tenant_id"));
    assert_eq!(Invoice::REQUIRED, ["amount", "public"]);
    let holds: Vec<_> =
        Invoice::INFO.columns.iter().map(|column| (column.name, column.holds)).collect();
    let expected = [
        ("id", Holds::Other),
        ("tenant_id", Holds::Integer),
        ("owner_id", Holds::Other),
        ("status", Holds::Text),
        ("amount", Holds::Integer),
        ("public", Holds::Boolean),
    ];
    assert_eq!(holds, expected);
}

fn of<'a>(owner_id: &'a str, tenant: &'a str) -> Caller<'a> {
    Caller { owner_id: Some(owner_id), tenant: Some(tenant), crosses_tenants: false, now: NOW }
}

fn reaching(db: &Db, reach: &Reach, caller: Caller<'_>) -> Scoped<Invoice> {
    Scoped::new(Scope::new(db, reach, caller).unwrap().with_pages(super::pages()))
}

/// A row of each status for each user of each tenant, which are stamped on it whatever the maker reaches.
async fn seed(db: &Db) -> Vec<Invoice> {
    let mut rows = Vec::new();
    for tenant in ["1", "2"] {
        for user in [ALICE, BOB] {
            let maker = reaching(db, &Reach::All, of(user, tenant));
            for (status, amount) in [(Some("open"), 1), (Some("paid"), 2), (None, 3)] {
                let new = NewInvoice { status, amount, is_public: amount == 2 };
                let row = maker.create(new).await.unwrap();
                assert_eq!(
                    (row.owner_id.to_string(), row.tenant_id.to_string()),
                    (user.to_owned(), tenant.to_owned())
                );
                rows.push(row);
            }
        }
    }
    rows
}

/// The rule as a plain function, to compare with. NULL is never true, whatever it is compared with.
fn reached(filter: &Filter, caller: Caller<'_>, row: &Invoice) -> Option<bool> {
    let is_true = |one: &Filter| reached(one, caller, row) == Some(true);
    match filter {
        Filter::Owner { is, .. } => {
            caller.owner_id.map(|owner| (row.owner_id.to_string() == owner) == *is)
        }
        Filter::Row { clause, is } => {
            let equal = match (clause.column, clause.value) {
                ("status", Literal::Text(text)) => row.status.as_ref().map(|status| status == text),
                ("amount", Literal::Integer(number)) => Some(row.amount == number),
                ("public", Literal::Boolean(truth)) => Some(row.is_public == truth),
                _ => None,
            };
            equal.map(|equal| equal == *is)
        }
        Filter::Member(_) => None,
        Filter::All(filters) => Some(!filters.is_empty() && filters.iter().all(is_true)),
        Filter::Any(filters) => Some(filters.iter().any(is_true)),
    }
}

fn reaches() -> Vec<Reach> {
    let not_paid = || row("status", Literal::Text("paid"), false);
    let filters = [
        owner(false),
        has_status("open"),
        not_paid(),
        row("amount", Literal::Integer(3), false),
        row("public", Literal::Boolean(true), true),
        row("public", Literal::Boolean(true), false),
        Filter::Any(vec![owner(true), has_status("paid")]),
        Filter::All(vec![owner(false), not_paid()]),
        // Without parentheses, each of these would reach rows of another tenant.
        Filter::Any(vec![
            Filter::All(vec![owner(true), has_status("open")]),
            Filter::All(vec![owner(false), has_status("paid")]),
            row("amount", Literal::Integer(3), true),
        ]),
        Filter::All(vec![
            Filter::Any(vec![has_status("open"), has_status("paid")]),
            Filter::Any(vec![owner(true), row("public", Literal::Boolean(true), true)]),
        ]),
        // Nothing says nothing in favour of a row.
        Filter::All(vec![]),
        Filter::Any(vec![]),
    ];
    [Reach::All, OWNED].into_iter().chain(filters.map(Reach::from)).collect()
}

async fn matrix(db: &Db, empty: &impl AsyncFn()) {
    for reach in reaches() {
        for (user, tenant) in [(ALICE, "1"), (BOB, "1"), (ALICE, "2"), (BOB, "2")] {
            for crosses_tenants in [false, true] {
                empty().await;
                let rows = seed(db).await;
                let caller = Caller { crosses_tenants, ..of(user, tenant) };
                one_caller(db, &reach, caller, rows).await;
            }
        }
    }
}

async fn one_caller(db: &Db, reach: &Reach, caller: Caller<'_>, rows: Vec<Invoice>) {
    let says = format!("{reach:?} {caller:?}");
    let is_reached = |row: &Invoice| {
        let of_tenant =
            caller.crosses_tenants || caller.tenant == Some(row.tenant_id.to_string().as_str());
        of_tenant
            && match reach {
                Reach::All => true,
                Reach::Owned(_) => reached(&owner(true), caller, row) == Some(true),
                Reach::Filtered(filter) => reached(filter, caller, row) == Some(true),
            }
    };
    let scoped = reaching(db, reach, caller);
    let mut expected: Vec<_> = rows.iter().filter(|row| is_reached(row)).cloned().collect();
    expected.sort_by_key(|row| row.id);
    assert_eq!(scoped.count(Search::all()).await.unwrap(), expected.len() as u64, "{says}");
    assert_eq!(scoped.list(&PageRequest::default()).await.unwrap().items, expected, "{says}");
    let mut paged = Vec::new();
    let mut after = None;
    loop {
        let page = scoped.list(&PageRequest::new(Some(2), after).unwrap()).await.unwrap();
        paged.extend(page.items);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(paged, expected, "{says}");

    let everything = reaching(db, &Reach::All, Caller { crosses_tenants: true, ..caller });
    for row in &rows {
        let id = row.id.to_string();
        let expected = if is_reached(row) { 200 } else { 404 };
        assert_eq!(status(scoped.get(row.id).await), expected, "{says} {row:?}");
        let named = Owned::<Invoice>::named(Scope::new(db, reach, caller).unwrap(), &[&id]).await;
        assert_eq!(status(named), expected, "{says} {row:?}");
        let same = scoped.update(row.id, InvoiceChange::default()).await;
        assert_eq!(status(same), expected, "{says} {row:?}");
        // A change that no filter looks at is made, or is not.
        let change = InvoiceChange { amount: Some(row.amount), status: None };
        assert_eq!(status(scoped.update(row.id, change).await), expected, "{says} {row:?}");
        assert_eq!(everything.get(row.id).await.unwrap(), *row);
        assert_eq!(status(scoped.delete(row.id).await), expected, "{says} {row:?}");
        assert_eq!(status(everything.get(row.id).await), if expected == 200 { 404 } else { 200 });
    }
    assert_eq!(scoped.count(Search::all()).await.unwrap(), 0, "{says}");
    let left = rows.iter().filter(|row| !is_reached(row)).count();
    assert_eq!(everything.count(Search::all()).await.unwrap(), left as u64, "{says}");
}

/// A missing claim that becomes NULL, and with it no filter at all (`lessons`: the tenant filter that is bypassed).
async fn whoever_has_no_tenant(db: &Db) {
    let rows = seed(db).await;
    for tenant in [None, Some(""), Some("01"), Some("+1"), Some(" 1"), Some("one"), Some("1\0")] {
        for reach in reaches() {
            let caller = Caller { owner_id: Some(ALICE), tenant, crosses_tenants: false, now: NOW };
            let refusal = Scope::<Invoice>::new(db, &reach, caller).map(drop).unwrap_err();
            assert_eq!(refusal.status(), 403, "{tenant:?} {reach:?}");
        }
        // Across tenants it reads, but makes no row that is nobody's.
        let caller = Caller { owner_id: Some(ALICE), tenant, crosses_tenants: true, now: NOW };
        let scoped = reaching(db, &Reach::All, caller);
        assert_eq!(scoped.count(Search::all()).await.unwrap(), rows.len() as u64);
        assert_eq!(status(scoped.create(NewInvoice::default()).await), 403);
        assert_eq!(scoped.count(Search::all()).await.unwrap(), rows.len() as u64);
    }
    // A tenant that has no rows is one like any other.
    assert_eq!(reaching(db, &Reach::All, of(ALICE, "3")).count(Search::all()).await.unwrap(), 0);
    // A resource without tenants does not ask for one.
    let caller = Caller { owner_id: Some(ALICE), ..super::caller(None) };
    let documents = Scoped::<Document>::new(Scope::new(db, &OWNED, caller).unwrap());
    documents.create(NewDocument::titled("of no tenant")).await.unwrap();
}

async fn across_tenants(db: &Db) {
    let rows = seed(db).await;
    let caller = Caller { crosses_tenants: true, ..of(ALICE, "2") };
    let own = reaching(db, &OWNED, caller);
    // The same person in both tenants.
    assert_eq!(own.count(Search::all()).await.unwrap(), 6);
    let made = own.create(NewInvoice::default()).await.unwrap();
    assert_eq!((made.tenant_id, made.owner_id), (2, ALICE.parse::<Uuid>().unwrap()));
    let open = reaching(db, &has_status("open").into(), caller);
    assert_eq!(open.count(Search::all()).await.unwrap(), 4);
    let of_bob = rows.iter().find(|row| row.owner_id.to_string() == BOB).unwrap();
    assert_eq!(status(own.get(of_bob.id).await), 404);
    assert_eq!(status(open.get(of_bob.id).await), 200);
}
