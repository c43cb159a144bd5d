//! SQLite, in memory.

use uuid::Uuid;

use super::{
    Change, Document, Invoice, InvoiceChange, NOW, NewDocument, NewInvoice, OWNED, Tag, all,
    caller, cursors, filters, has_status, many, operations, owned_by, owner, references, row,
    search, status, tenants, traces, transactions, upserts,
};
use crate::{
    authz::{Filter, Reach},
    error::Result,
    policy::Literal,
    rows::{
        AssignedTo, Assignment, Create, Db, DbError, Keep, PageRequest, PostgresOnly, Resource,
        Scoped, Search, StatementCell, Update, Values,
        any::AnyResource,
        kept::WriteOf,
        scope::{Caller, Scope},
        statements::{Confines, Dialect},
    },
};

const TABLES: &str = r#"
    DROP TABLE IF EXISTS documents;
    DROP TABLE IF EXISTS tags;
    DROP TABLE IF EXISTS invoices;
    CREATE TABLE documents (
        id BLOB PRIMARY KEY NOT NULL,
        owner_id BLOB NOT NULL,
        title TEXT NOT NULL,
        "order" INTEGER NOT NULL CHECK ("order" >= 0),
        note TEXT,
        UNIQUE (owner_id, title)
    ) STRICT;
    CREATE INDEX documents_by_owner ON documents (owner_id, id);
    CREATE TABLE tags (id INTEGER PRIMARY KEY, name TEXT) STRICT;
    CREATE TABLE invoices (
        id BLOB PRIMARY KEY NOT NULL,
        tenant_id INTEGER NOT NULL,
        owner_id BLOB NOT NULL,
        status TEXT,
        amount INTEGER NOT NULL,
        public INTEGER NOT NULL
    ) STRICT;
"#;

/// Beside a foreign key that the database checks stand some that it does not.
const REFERENCES: &str = "
    DROP TABLE IF EXISTS pins;
    DROP TABLE IF EXISTS folders;
    DROP TABLE IF EXISTS labels;
    DROP TABLE IF EXISTS teams;
    CREATE TABLE folders (
        id BLOB PRIMARY KEY NOT NULL,
        tenant_id INTEGER NOT NULL,
        owner_id BLOB NOT NULL,
        inside BLOB
    ) STRICT;
    CREATE TABLE labels (id INTEGER PRIMARY KEY, name TEXT) STRICT;
    CREATE TABLE teams (id TEXT PRIMARY KEY NOT NULL, tenant TEXT NOT NULL) STRICT;
    CREATE TABLE pins (
        id INTEGER PRIMARY KEY,
        owner TEXT NOT NULL,
        title TEXT NOT NULL UNIQUE,
        folder_id BLOB NOT NULL REFERENCES folders (id),
        shelf BLOB,
        label_id INTEGER,
        team_id TEXT
    ) STRICT;
";

pub(super) const BOOKS: &str = "
    DROP TABLE IF EXISTS books;
    CREATE TABLE books (
        id INTEGER PRIMARY KEY,
        owner TEXT NOT NULL,
        title TEXT NOT NULL,
        stars INTEGER NOT NULL,
        weight REAL NOT NULL,
        note TEXT,
        price INTEGER,
        inside INTEGER,
        state TEXT NOT NULL,
        hidden TEXT NOT NULL
    ) STRICT;
    CREATE INDEX books_by_stars ON books (owner, stars, id);
";

/// The rows of one owner, of a resource without tenants.
const EVERY_OWN: Confines<'_> =
    Confines { reach: &OWNED, one_tenant: false, dialect: Dialect::Sqlite, types: "" };
const EVERY: Confines<'_> =
    Confines { reach: &Reach::All, one_tenant: false, dialect: Dialect::Sqlite, types: "" };

async fn database() -> Db {
    let db = Db::connect("sqlite::memory:").await.unwrap();
    db.run_for_test(TABLES).await;
    db
}

#[tokio::test]
async fn operations() {
    let db = database().await;
    let empty = async || drop(db.run_for_test(TABLES).await);
    operations::run(&db, empty).await;
    tenants::run(&db, empty).await;
    filters::run(&db, empty).await;
    traces::run(&db, empty).await;
    references::run(&db, async || drop(db.run_for_test(REFERENCES).await)).await;
    transactions::run(&db).await;
    many::run(&db).await;
    upserts::run(&db).await;
    search::run(&db, async || drop(db.run_for_test(BOOKS).await)).await;
    cursors::run(&db, async || drop(db.run_for_test(BOOKS).await)).await;
}

#[tokio::test]
async fn papers() {
    let db = database().await;
    super::run_papers(&db).await;
    super::types::run(&db).await;
}

#[tokio::test]
async fn the_owners_list_uses_the_index() {
    let db = database().await;
    let owned = Document::statements().of(AnyResource::of::<Document>(), EVERY_OWN).unwrap();
    for statement in
        [&owned.get, &owned.first_page, &owned.next_page, &owned.count, &owned.delete.statement]
    {
        let plan = db.run_for_test(&format!("EXPLAIN QUERY PLAN {}", statement.text)).await;
        let plan = plan.join("; ");
        assert!(plan.contains("SEARCH documents USING"), "{}: {plan}", statement.text);
        assert!(
            !plan.contains("SCAN") && !plan.contains("TEMP B-TREE"),
            "{}: {plan}",
            statement.text
        );
    }
    for statement in [&owned.first_page, &owned.next_page] {
        let plan =
            db.run_for_test(&format!("EXPLAIN QUERY PLAN {}", statement.text)).await.join("; ");
        assert!(plan.contains("documents_by_owner (owner_id=?"), "{plan}");
    }
}

#[test]
fn the_text_of_statements() {
    let owned = Document::statements().of(AnyResource::of::<Document>(), EVERY_OWN).unwrap();
    let columns = r#""documents"."id" AS "id", "documents"."owner_id" AS "owner_id", "documents"."title" AS "title", "documents"."order" AS "order", "documents"."note" AS "note""#;
    assert_eq!(
        owned.next_page.text,
        format!(
            r#"SELECT {columns} FROM "documents" WHERE ("documents"."id" > $1) AND ("documents"."owner_id" = $2) ORDER BY "documents"."id" LIMIT +$3"#
        )
    );
    assert_eq!(
        owned.delete.statement.text,
        r#"DELETE FROM "documents" WHERE ("documents"."id" = $1) AND ("documents"."owner_id" = $2)"#
    );
    let cell = NewDocument::statement();
    let insert = cell.insert(
        WriteOf::insert::<Document, NewDocument>(),
        AnyResource::of::<Document>(),
        true,
        EVERY_OWN,
        NewDocument::COLUMNS,
    );
    assert_eq!(
        insert.unwrap().statement.text,
        format!(
            r#"INSERT INTO "documents" ("id", "owner_id", "title", "order", "note") VALUES ($1, $2, $3, $4, $5) RETURNING {columns}"#
        )
    );
    let cell = Change::statements();
    let update = |confines| {
        let assignments = Change::ASSIGNMENTS;
        let update = cell.update(
            WriteOf::update::<Document, Change>(),
            AnyResource::of::<Document>(),
            confines,
            assignments,
        );
        &update.unwrap().statement
    };
    assert_eq!(
        update(EVERY_OWN).text,
        format!(
            r#"UPDATE "documents" SET "title" = COALESCE($3, "documents"."title"), "note" = CASE WHEN $4 THEN $5 ELSE "documents"."note" END WHERE ("documents"."id" = $1) AND ("documents"."owner_id" = $2) RETURNING {columns}"#
        )
    );
    let update = update(EVERY);
    assert_eq!((update.given.len(), update.others), (1, 3));
    let tags = Tag::statements();
    assert_eq!(
        tags.of(AnyResource::of::<Tag>(), EVERY).unwrap().count.text,
        r#"SELECT COUNT(*) FROM "tags""#
    );
    assert_eq!(status(tags.of(AnyResource::of::<Tag>(), EVERY_OWN)), 403);
}

#[test]
fn the_text_of_statements_under_a_filter() {
    let filter = Filter::All(vec![
        has_status("open"),
        Filter::Any(vec![owner(false), has_status("open"), Filter::Any(vec![])]),
    ]);
    let condition = |status: u8, owner: u8| {
        format!(
            r#"(("invoices"."status" = ${status}) AND (("invoices"."owner_id" <> ${owner}) OR ("invoices"."status" = ${status}) OR (1 = 0)))"#
        )
    };
    let reach = Reach::from(filter);
    let confines =
        Confines { reach: &reach, one_tenant: true, dialect: Dialect::Sqlite, types: "" };
    let reads = Invoice::statements().of(AnyResource::of::<Invoice>(), confines).unwrap();
    assert_eq!(
        reads.delete.statement.text,
        format!(
            r#"DELETE FROM "invoices" WHERE ("invoices"."id" = $1) AND ("invoices"."tenant_id" = $2) AND {}"#,
            condition(3, 4)
        )
    );
    let columns = r#""invoices"."id" AS "id", "invoices"."tenant_id" AS "tenant_id", "invoices"."owner_id" AS "owner_id", "invoices"."status" AS "status", "invoices"."amount" AS "amount", "invoices"."public" AS "public""#;
    // Each way by which rows are within the filter is read by itself, and the rows that an earlier one has are not told again.
    let ways = Filter::All(vec![
        has_status("open"),
        Filter::Any(vec![owner(true), row("public", Literal::Boolean(true), true)]),
    ]);
    let by_ways = Reach::from(ways);
    let by_ways = Confines { reach: &by_ways, ..confines };
    let by_ways = Invoice::statements().of(AnyResource::of::<Invoice>(), by_ways).unwrap();
    let own = r#"(("invoices"."status" = $3) AND ("invoices"."owner_id" = $4))"#;
    let public = r#"(("invoices"."status" = $3) AND ("invoices"."public" = $5))"#;
    let of_tenant = r#"("invoices"."id" > $1) AND ("invoices"."tenant_id" = $2)"#;
    let in_order = r#"ORDER BY "invoices"."id" LIMIT +$6"#;
    assert_eq!(
        by_ways.next_page.text,
        [
            format!(r#"SELECT * FROM (SELECT {columns} FROM "invoices" WHERE {of_tenant} AND {own} {in_order}) AS "way 0""#),
            format!(r#"SELECT * FROM (SELECT {columns} FROM "invoices" WHERE {of_tenant} AND {public} AND ({own} IS NOT TRUE) {in_order}) AS "way 1" ORDER BY "id" LIMIT +$6"#),
        ]
        .join(" UNION ALL ")
    );
    let within =
        |condition: &str| format!(r#"CASE WHEN {condition} THEN 1 ELSE 0 END AS "is within""#);
    let cell = NewInvoice::statement();
    let insert = cell.insert(
        WriteOf::insert::<Invoice, NewInvoice>(),
        AnyResource::of::<Invoice>(),
        true,
        confines,
        NewInvoice::COLUMNS,
    );
    assert_eq!(
        insert.unwrap().statement.text,
        format!(
            r#"INSERT INTO "invoices" ("id", "tenant_id", "owner_id", "status", "amount", "public") SELECT $1, $2, $3, $5, $6, $7 WHERE (($5 = $4) AND (($3 <> $3) OR ($5 = $4) OR (1 = 0))) RETURNING {columns}, {}"#,
            within(&condition(4, 3))
        )
    );
    let update = InvoiceChange::statements().update(
        WriteOf::update::<Invoice, InvoiceChange>(),
        AnyResource::of::<Invoice>(),
        confines,
        InvoiceChange::ASSIGNMENTS,
    );
    assert_eq!(
        update.unwrap().statement.text,
        format!(
            r#"UPDATE "invoices" SET "status" = CASE WHEN $5 THEN $6 ELSE "invoices"."status" END, "amount" = COALESCE($7, "invoices"."amount") WHERE ("invoices"."id" = $1) AND ("invoices"."tenant_id" = $2) AND {0} AND {1} RETURNING {columns}, {2}"#,
            condition(3, 4),
            condition(3, 4).replace(
                r#""invoices"."status""#,
                r#"CASE WHEN $5 THEN $6 ELSE "invoices"."status" END"#
            ),
            within(&condition(3, 4))
        )
    );
}

/// What is put together for a filter is put together once, and not for another one.
#[test]
fn statements_are_kept_by_filter() {
    let reads = |filter: Filter, one_tenant| {
        let confines =
            Confines { reach: &filter.into(), one_tenant, dialect: Dialect::Sqlite, types: "" };
        std::ptr::from_ref(
            Invoice::statements().of(AnyResource::of::<Invoice>(), confines).unwrap(),
        )
    };
    let open = reads(has_status("open"), true);
    assert_eq!(open, reads(has_status("open"), true));
    assert_ne!(open, reads(has_status("open"), false));
    assert_ne!(open, reads(has_status("shut"), true));
}

/// SQLite takes a quoted name that is no column for a text: `"owner_id" = $1` would be true for the subject `owner_id`.
#[tokio::test]
async fn a_missing_owner_column_is_no_text() {
    #[derive(Debug, crate::Resource, sqlx::FromRow)]
    #[resource(table = "tags")]
    struct Wrong {
        #[resource(id)]
        id: i64,
        #[resource(owner)]
        owner_id: String,
        name: Option<String>,
    }
    let db = database().await;
    db.run_for_test("INSERT INTO tags (name) VALUES ('secret')").await;
    let rows = owned_by::<Wrong>(&db, "owner_id");
    assert_eq!(status(rows.count(Search::all()).await), 500);
    assert_eq!(status(rows.list(&PageRequest::default()).await), 500);
    assert_eq!(status(rows.delete(1).await), 500);
    let row = all::<Tag>(&db, None).get(1).await.unwrap();
    assert_eq!(row.name.as_deref(), Some("secret"));
}

/// An input written by hand: what it says is checked when the statement is made.
struct Hostile<const N: usize>;

const HOSTILE: [&[&str]; 5] =
    [&["owner_id"], &["id"], &["title\" = '' --"], &["title", "title"], &["nope"]];

impl<const N: usize> Create<Document> for Hostile<N> {
    const COLUMNS: &'static [&'static str] = HOSTILE[N];

    fn statement() -> &'static StatementCell {
        // Shared by all of them: a static in generic code.
        static CELL: StatementCell = StatementCell::new();
        &CELL
    }

    fn bind(self, values: &mut Values) -> Result<()> {
        values.push::<<Document as Resource>::Database, _>(Uuid::nil())
    }
}

struct ChangesOwner;

impl Update<Document> for ChangesOwner {
    const ASSIGNMENTS: &'static [Assignment] =
        &[Assignment { column: "owner_id", keep: Keep::Never }];

    fn statements() -> &'static StatementCell {
        static CELL: StatementCell = StatementCell::new();
        &CELL
    }

    fn bind(self, values: &mut Values) -> Result<()> {
        values.push::<<Document as Resource>::Database, _>(Uuid::nil())
    }
}

/// Moves a row to another tenant.
struct ChangesTenant;

impl Update<Invoice> for ChangesTenant {
    const ASSIGNMENTS: &'static [Assignment] =
        &[Assignment { column: "tenant_id", keep: Keep::Never }];

    fn statements() -> &'static StatementCell {
        static CELL: StatementCell = StatementCell::new();
        &CELL
    }

    fn bind(self, values: &mut Values) -> Result<()> {
        values.push::<<Invoice as Resource>::Database, _>(2_i64)
    }
}

/// Makes and changes rows by one statement.
struct Both;

impl Create<Document> for Both {
    const COLUMNS: &'static [&'static str] = &["title"];

    fn statement() -> &'static StatementCell {
        static CELL: StatementCell = StatementCell::new();
        &CELL
    }

    fn bind(self, values: &mut Values) -> Result<()> {
        values.push::<<Document as Resource>::Database, _>("both".to_owned())
    }
}

impl Update<Document> for Both {
    const ASSIGNMENTS: &'static [Assignment] = &[Assignment { column: "title", keep: Keep::Never }];

    fn statements() -> &'static StatementCell {
        <Self as Create<Document>>::statement()
    }

    fn bind(self, values: &mut Values) -> Result<()> {
        <Self as Create<Document>>::bind(self, values)
    }
}

/// Gives one value too few; its statement's cell is the one of another input.
struct Forgetful;

impl Create<Document> for Forgetful {
    const COLUMNS: &'static [&'static str] = &["title", "order"];

    fn statement() -> &'static StatementCell {
        static CELL: StatementCell = StatementCell::new();
        &CELL
    }

    fn bind(self, values: &mut Values) -> Result<()> {
        values.push::<<Document as Resource>::Database, _>("one".to_owned())
    }
}

struct Borrower;

impl Create<Document> for Borrower {
    const COLUMNS: &'static [&'static str] = &["title"];

    fn statement() -> &'static StatementCell {
        <Forgetful as Create<Document>>::statement()
    }

    fn bind(self, values: &mut Values) -> Result<()> {
        values.push::<<Document as Resource>::Database, _>("one".to_owned())
    }
}

#[tokio::test]
async fn inputs_written_by_hand_set_what_they_may() {
    let db = database().await;
    let rows = owned_by::<Document>(&db, Uuid::new_v4());
    assert_eq!(status(rows.create(Hostile::<0>).await), 500);
    assert_eq!(status(rows.create(Hostile::<1>).await), 500);
    assert_eq!(status(rows.create(Hostile::<2>).await), 500);
    assert_eq!(status(rows.create(Hostile::<3>).await), 500);
    assert_eq!(status(rows.create(Hostile::<4>).await), 500);
    assert_eq!(status(rows.update(Uuid::nil(), ChangesOwner).await), 500);
    assert_eq!(status(rows.create(Forgetful).await), 500);
    assert_eq!(status(rows.create(Borrower).await), 500);
    assert_eq!(rows.count(Search::all()).await.unwrap(), 0);
    // `order` has no default, so the insert itself fails.
    assert_eq!(status(rows.create(Both).await), 409);
    assert_eq!(status(rows.update(Uuid::nil(), Both).await), 500);

    let owner_id = Uuid::new_v4().to_string();
    let caller =
        Caller { owner_id: Some(&owner_id), tenant: Some("1"), crosses_tenants: false, now: NOW };
    let invoices = Scoped::<Invoice>::new(Scope::new(&db, &Reach::All, caller).unwrap());
    let invoice = invoices.create(NewInvoice::default()).await.unwrap();
    assert_eq!(status(invoices.update(invoice.id, ChangesTenant).await), 500);
    assert_eq!(invoices.get(invoice.id).await.unwrap(), invoice);
}

#[test]
fn an_option_of_a_nullable_column_sets_it() {
    const SETS: Keep = <Option<String> as AssignedTo<Option<String>>>::KEEP;
    const KEEPS: Keep = <Option<Option<String>> as AssignedTo<Option<String>>>::KEEP;
    assert_eq!((SETS, KEEPS), (Keep::Never, Keep::IfNull));
}

#[tokio::test]
async fn a_resource_of_another_database_is_refused() {
    #[derive(crate::Resource, sqlx::FromRow)]
    #[resource(table = "app.things", database = "postgres")]
    struct Thing {
        #[resource(id)]
        id: i64,
    }
    let _: fn() -> PostgresOnly = || -> <Thing as Resource>::Database { PostgresOnly };
    let db = database().await;
    assert_eq!(status(Scope::<Thing>::new(&db, &Reach::All, caller(None))), 500);
}

#[tokio::test]
async fn a_closed_pool_is_503() {
    let db = database().await;
    let rows = owned_by::<Document>(&db, Uuid::new_v4());
    db.close_for_test().await;
    assert_eq!(status(rows.count(Search::all()).await), 503);
    assert_eq!(status(rows.create(NewDocument::titled("a")).await), 503);
}

#[tokio::test]
async fn a_full_disk_is_503() {
    let db = database().await;
    let rows = owned_by::<Document>(&db, Uuid::new_v4());
    let row = rows.create(NewDocument::titled("before")).await.unwrap();
    // A limit below what is there already is that.
    db.run_for_test("PRAGMA max_page_count = 1").await;
    let long = "a".repeat(100_000);
    assert_eq!(status(rows.create(NewDocument::titled(&long)).await), 503);
    let change = Change { title: Some(long.clone()), ..Change::default() };
    assert_eq!(status(rows.update(row.id, change).await), 503);
    assert_eq!(rows.list(&PageRequest::default()).await.unwrap().items, [row]);
    db.run_for_test("PRAGMA max_page_count = 1000").await;
    rows.create(NewDocument::titled(&long)).await.unwrap();
}

#[tokio::test]
async fn urls() {
    for url in ["", "mysql://u:hunter2@h/d", "documents.db", "SQLITE:x"] {
        let error = Db::connect(url).await.unwrap_err();
        assert!(matches!(error, DbError::UnknownDatabase), "{url}");
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }
    #[cfg(not(feature = "postgres"))]
    assert_eq!(
        Db::connect("postgres://u:hunter2@h/d").await.unwrap_err().to_string(),
        "the database URL is for PostgreSQL: switch on the feature `postgres` of `secure-api`"
    );
    assert_eq!(format!("{:?}", database().await), "Db(\"sqlite\")");
}

#[tokio::test]
async fn a_file_is_made_and_opened_again() {
    let name = format!("secure-api-rows-{}.db", Uuid::new_v4());
    let file = std::env::temp_dir().join(name);
    let url = format!("sqlite:{}", file.display());
    let alice = Uuid::new_v4();
    let db = Db::connect(&url).await.unwrap();
    db.run_for_test(TABLES).await;
    let row = owned_by::<Document>(&db, alice).create(NewDocument::titled("kept")).await.unwrap();
    db.close_for_test().await;
    let db = Db::connect(&url).await.unwrap();
    assert_eq!(owned_by::<Document>(&db, alice).get(row.id).await.unwrap(), row);

    // Writers wait for each other instead of failing.
    let rows = std::sync::Arc::new(owned_by::<Document>(&db, alice));
    let writers: Vec<_> = (0..20)
        .map(|number| {
            let rows = rows.clone();
            tokio::spawn(async move { rows.create(NewDocument::titled(&number.to_string())).await })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap().unwrap();
    }
    assert_eq!(rows.count(Search::all()).await.unwrap(), 21);
    filters::two_at_once(&db).await;
    transactions::others_see_it_when_it_ends(&db).await;
    // Whoever reads before it writes, too, and overwrites nothing.
    assert_eq!(transactions::two_writers(&db).await, 9);
    db.close_for_test().await;
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{end}", file.display()));
    }
}
