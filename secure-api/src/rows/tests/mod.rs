//! What a scope reaches, on both databases: the same tests, on tables of their own.

mod composite;
mod cursors;
mod filters;
mod kept;
mod many;
mod members;
#[cfg(feature = "sqlite")]
mod members_listed;
mod operations;
mod out_of_reach;
mod owners;
mod papers;
mod plans;
#[cfg(feature = "postgres")]
mod postgres;
mod references;
#[cfg(feature = "sqlite")]
mod rules;
mod search;
#[cfg(feature = "sqlite")]
mod search_text;
#[cfg(feature = "postgres")]
mod sent;
#[cfg(feature = "sqlite")]
mod sqlite;
mod taken;
mod tenants;
mod traces;
mod transactions;
mod transfers;
#[cfg(all(feature = "sqlite", feature = "postgres"))]
mod truth;
mod types;
mod upserts;
mod versions;

use std::{
    sync::{Arc, LazyLock},
    time::Duration,
};

use uuid::Uuid;

use crate::{
    MasterSecret, Principal,
    authz::{Filter, Reach},
    clock::Instant,
    error::Result,
    policy::{Literal, OwnerColumn, RowClause},
    rows::{
        Assignment, Create, Cursors, Db, Owned, Pages, Resource, Scoped, StatementCell, Transfer,
        Update, Values, assigned_column, covers, inserted_column,
        scope::{Caller, Scope},
    },
};

/// When every caller of these tests asks.
const NOW: Instant = Instant::from_unix_seconds(1_700_000_000);

const OWNED: Reach = Reach::Owned(OwnerColumn::Declared);

/// A row with a generated id. The column `order` is a word of SQL, and `note` may be NULL.
#[derive(Debug, PartialEq, crate::Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: Uuid,
    #[resource(owner)]
    owner_id: Uuid,
    title: String,
    #[sqlx(rename = "order")]
    position: i64,
    note: Option<String>,
}

const DOCUMENTS: &Columns = &Document::COLUMNS;
type Columns = <Document as Resource>::Columns;

/// What `#[derive(SecureInput)]` writes, by hand.
struct NewDocument {
    title: String,
    position: i64,
    note: Option<String>,
}

impl NewDocument {
    fn titled(title: &str) -> Self {
        Self { title: title.to_owned(), position: 0, note: None }
    }
}

impl Create<Document> for NewDocument {
    const COLUMNS: &'static [&'static str] = &[
        inserted_column::<String, _, _, _>(&DOCUMENTS.title),
        inserted_column::<i64, _, _, _>(&DOCUMENTS.position),
        inserted_column::<Option<String>, _, _, _>(&DOCUMENTS.note),
    ];

    fn statement() -> &'static StatementCell {
        static CELL: StatementCell = StatementCell::new();
        &CELL
    }

    fn bind(self, values: &mut Values) -> Result<()> {
        values.push::<<Document as Resource>::Database, _>(self.title)?;
        values.push::<<Document as Resource>::Database, _>(self.position)?;
        values.push::<<Document as Resource>::Database, _>(self.note)
    }
}

const _: () = assert!(covers(Document::REQUIRED, NewDocument::COLUMNS));
const _: () = assert!(!covers(Document::REQUIRED, &["title", "note"]));

/// A title that is absent stays; a note that is absent stays, and one that is null becomes NULL.
#[derive(Default)]
struct Change {
    title: Option<String>,
    note: Option<Option<String>>,
}

impl Update<Document> for Change {
    const ASSIGNMENTS: &'static [Assignment] = &[
        assigned_column::<Option<String>, _, _, _>(&DOCUMENTS.title),
        assigned_column::<Option<Option<String>>, _, _, _>(&DOCUMENTS.note),
    ];

    fn statements() -> &'static StatementCell {
        static CELL: StatementCell = StatementCell::new();
        &CELL
    }

    fn bind(self, values: &mut Values) -> Result<()> {
        type D = <Document as Resource>::Database;
        values.assign::<D, String, _>(&Self::ASSIGNMENTS[0], self.title)?;
        values.assign::<D, Option<String>, _>(&Self::ASSIGNMENTS[1], self.note)
    }
}

/// A row with an id that the database assigns, without an owner.
#[derive(Debug, crate::Resource, sqlx::FromRow)]
#[resource(table = "tags")]
struct Tag {
    #[resource(id)]
    id: i64,
    name: Option<String>,
}

/// Gives nothing at all.
struct NewTag;

impl Create<Tag> for NewTag {
    const COLUMNS: &'static [&'static str] = &[];

    fn statement() -> &'static StatementCell {
        static CELL: StatementCell = StatementCell::new();
        &CELL
    }

    fn bind(self, _: &mut Values) -> Result<()> {
        Ok(())
    }
}

/// A row of a tenant's. Its status may be NULL.
#[derive(Debug, Clone, PartialEq, crate::Resource, sqlx::FromRow)]
#[resource(table = "invoices")]
struct Invoice {
    #[resource(id)]
    id: Uuid,
    #[resource(tenant)]
    tenant_id: i64,
    #[resource(owner)]
    owner_id: Uuid,
    status: Option<String>,
    amount: i64,
    #[sqlx(rename = "public")]
    is_public: bool,
}

const INVOICES: &<Invoice as Resource>::Columns = &Invoice::COLUMNS;

#[derive(Clone, Copy, Default)]
struct NewInvoice {
    status: Option<&'static str>,
    amount: i64,
    is_public: bool,
}

impl Create<Invoice> for NewInvoice {
    const COLUMNS: &'static [&'static str] = &[
        inserted_column::<Option<String>, _, _, _>(&INVOICES.status),
        inserted_column::<i64, _, _, _>(&INVOICES.amount),
        inserted_column::<bool, _, _, _>(&INVOICES.is_public),
    ];

    fn statement() -> &'static StatementCell {
        static CELL: StatementCell = StatementCell::new();
        &CELL
    }

    fn bind(self, values: &mut Values) -> Result<()> {
        type D = <Invoice as Resource>::Database;
        values.push::<D, _>(self.status.map(str::to_owned))?;
        values.push::<D, _>(self.amount)?;
        values.push::<D, _>(self.is_public)
    }
}

const _: () = assert!(covers(Invoice::REQUIRED, &["amount", "public"]));

/// What is absent stays.
#[derive(Clone, Copy, Default)]
struct InvoiceChange {
    status: Option<Option<&'static str>>,
    amount: Option<i64>,
}

impl Update<Invoice> for InvoiceChange {
    const ASSIGNMENTS: &'static [Assignment] = &[
        assigned_column::<Option<Option<String>>, _, _, _>(&INVOICES.status),
        assigned_column::<Option<i64>, _, _, _>(&INVOICES.amount),
    ];

    fn statements() -> &'static StatementCell {
        static CELL: StatementCell = StatementCell::new();
        &CELL
    }

    fn bind(self, values: &mut Values) -> Result<()> {
        type D = <Invoice as Resource>::Database;
        let status = self.status.map(|status| status.map(str::to_owned));
        values.assign::<D, Option<String>, _>(&Self::ASSIGNMENTS[0], status)?;
        values.assign::<D, i64, _>(&Self::ASSIGNMENTS[1], self.amount)
    }
}

/// The tests of what a resource can say beside an id, an owner and a tenant, each on empty tables.
async fn run_papers(db: &Db) {
    versions::run(db).await;
    kept::run(db).await;
    composite::run(db).await;
    owners::run(db).await;
    members::run(db).await;
    transfers::run(db).await;
    out_of_reach::run(db).await;
    taken::run(db).await;
}

/// The rows of `R` that a filter leaves a caller, by the statements that requests run.
fn filtered<R: Resource>(db: &Db, filter: Filter, caller: Caller<'_>) -> Result<Scoped<R>> {
    Scope::new(db, &filter.into(), caller).map(|scope| Scoped::new(scope.with_pages(pages())))
}

/// What cursors of these tests are made with, unless they are about just that.
fn pages() -> Pages {
    static CURSORS: LazyLock<Arc<Cursors>> = LazyLock::new(|| {
        let secret = MasterSecret::random().unwrap();
        Arc::new(Cursors::new(&secret, Duration::from_hours(1)).unwrap())
    });
    Pages { cursors: Arc::clone(&CURSORS), endpoint: None, principal: Principal::anonymous() }
}

fn owner(is: bool) -> Filter {
    Filter::Owner { column: OwnerColumn::Declared, is }
}

fn row(column: &'static str, value: Literal, is: bool) -> Filter {
    Filter::Row { clause: RowClause { column, value }, is }
}

/// `row(status = "…")`.
fn has_status(status: &'static str) -> Filter {
    row("status", Literal::Text(status), true)
}

/// The rows that a caller of an endpoint with the rule `owner` reaches.
fn owned_by<R: Resource>(db: &Db, subject: impl std::fmt::Display) -> Scoped<R> {
    let subject = subject.to_string();
    Scoped::new(Scope::new(db, &OWNED, caller(Some(&subject))).unwrap().with_pages(pages()))
}

/// A caller of no tenant.
fn caller(owner_id: Option<&str>) -> Caller<'_> {
    Caller { owner_id, tenant: None, crosses_tenants: false, now: NOW }
}

/// The rows that a caller reaches whose role admits all of them.
fn all<R: Resource>(db: &Db, subject: Option<&str>) -> Scoped<R> {
    Scoped::new(Scope::new(db, &Reach::All, caller(subject)).unwrap().with_pages(pages()))
}

/// The row that a path names, for such a caller.
async fn loaded<R: Resource>(
    db: &Db,
    subject: impl std::fmt::Display,
    id: &str,
) -> Result<Owned<R>> {
    let subject = subject.to_string();
    Owned::named(Scope::new(db, &OWNED, caller(Some(&subject)))?, &[id]).await
}

fn status<T>(result: Result<T>) -> u16 {
    match result {
        Ok(_) => 200,
        Err(error) => error.status(),
    }
}
