//! How the databases run the statements, on a million rows of 10,000 owners with the indexes that [`Resource`] tells to make: no
//! statement reads the table from end to end, and a page reads about as much as it shows, however far it is into the list.
//!
//! One owner has a tenth of the rows, so that what the databases know of an owner in general is wrong of this one.

mod searches;
mod shared;

use uuid::Uuid;

use super::{Invoice, InvoiceChange, OWNED, has_status, owner, row};
use crate::{
    authz::{Filter, Reach},
    policy::Literal,
    rows::{
        Db, Resource, Update,
        any::AnyResource,
        kept::WriteOf,
        statements::{Confines, Given, Statement},
    },
};

/// What a rule leaves of itself: one line for each.
fn residuals() -> Vec<(&'static str, Reach)> {
    let public = || row("public", Literal::Boolean(true), true);
    vec![
        ("every row", Reach::All),
        ("own", OWNED),
        ("common", has_status("open").into()),
        ("rare", has_status("disputed").into()),
        ("not another", row("status", Literal::Text("paid"), false).into()),
        ("own or common", Filter::Any(vec![owner(true), has_status("open")]).into()),
        ("own or rare", Filter::Any(vec![owner(true), has_status("disputed")]).into()),
        ("own and common", Filter::All(vec![owner(true), has_status("open")]).into()),
        ("own and rare", Filter::All(vec![owner(true), has_status("disputed")]).into()),
        ("of others and rare", Filter::All(vec![owner(false), has_status("disputed")]).into()),
        (
            "own or public, and rare",
            Filter::All(vec![Filter::Any(vec![owner(true), public()]), has_status("disputed")])
                .into(),
        ),
    ]
}

/// What the documentation of [`Resource`] says: for each way that a rule lets rows in by, what it compares with `=`, then the id.
const INDEXES: &str = "
    CREATE INDEX invoices_by_owner ON invoices (owner_id, id);
    CREATE INDEX invoices_by_status ON invoices (status, id);
    CREATE INDEX invoices_by_owner_status ON invoices (owner_id, status, id);
";

/// The same where every statement names the tenant.
const INDEXES_WITH_TENANT: &str = "
    CREATE INDEX invoices_by_tenant ON invoices (tenant_id, id);
    CREATE INDEX invoices_by_tenant_owner ON invoices (tenant_id, owner_id, id);
    CREATE INDEX invoices_by_tenant_status ON invoices (tenant_id, status, id);
    CREATE INDEX invoices_by_tenant_owner_status ON invoices (tenant_id, owner_id, status, id);
";

/// The columns of a row from its number and that of its owner. Ids are spread evenly over 32 bits, in no order.
const ROWS: &str = "owner % 10,
    CASE WHEN n % 1000 = 7 THEN 'disputed' WHEN n % 10 = 0 THEN NULL WHEN n % 3 = 0 THEN 'paid' ELSE 'open' END,
    n";
const ID: &str = "(n * 2654435761) % 4294967296";
const OWNER: &str = "CASE WHEN n % 10 = 1 THEN 0 ELSE (n * 7919) % 9999 + 1 END AS owner";

/// One with 100,000 rows, and one with about 90. Both are of the tenant 0.
const OWNERS: [u128; 2] = [0, 10];

/// Ids before the 1,000th page of a hundred: of every row, and of the rows of whom a tenth belongs to.
const BEFORE_PAGE_1000: [u128; 2] = [0x1999_9999, 0xffbe_76c8];

/// Who asks, and after which id.
const CALLS: [(u128, u128); 4] = [
    (OWNERS[0], BEFORE_PAGE_1000[0]),
    (OWNERS[0], BEFORE_PAGE_1000[1]),
    (OWNERS[1], BEFORE_PAGE_1000[0]),
    (OWNERS[1], BEFORE_PAGE_1000[1]),
];

/// The largest page, and the row that tells whether there is another.
const LIMIT: u32 = 101;

/// A statement, and what it is for.
struct Case {
    name: String,
    reach: Reach,
    kind: Kind,
    one_tenant: bool,
    statement: &'static Statement,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// By id: get, update, delete.
    One,
    First,
    Next,
    Count,
}

impl Case {
    /// Whether it counts some rows of an owner. A count reads all that it counts, and where that is much of the table, as it is of a
    /// status in general, reading all of it is quickest.
    fn counts_few(&self) -> bool {
        let is_owners = match &self.reach {
            Reach::All => false,
            Reach::Owned(_) => true,
            Reach::Filtered(filter) => {
                matches!(&**filter, Filter::All(all) if all.contains(&owner(true)))
            }
        };
        is_owners || self.is_of_members()
    }

    /// Whether the caller is a member of every row that it is about.
    fn is_of_members(&self) -> bool {
        let Reach::Filtered(filter) = &self.reach else { return false };
        match &**filter {
            Filter::All(all) => all.contains(&shared::READER),
            filter => *filter == shared::READER,
        }
    }
}

fn cases(db: &Db, one_tenant: bool) -> Vec<Case> {
    let mut cases = Vec::new();
    for (residual, reach) in residuals() {
        let confines = Confines { reach: &reach, one_tenant, dialect: db.dialect(), types: "" };
        let reads = Invoice::statements().of(AnyResource::of::<Invoice>(), confines).unwrap();
        let update = InvoiceChange::statements().update(
            WriteOf::update::<Invoice, InvoiceChange>(),
            AnyResource::of::<Invoice>(),
            confines,
            InvoiceChange::ASSIGNMENTS,
        );
        for (name, kind, statement) in [
            ("get", Kind::One, &reads.get),
            ("first page", Kind::First, &reads.first_page),
            ("next page", Kind::Next, &reads.next_page),
            ("count", Kind::Count, &reads.count),
            ("update", Kind::One, &update.unwrap().statement),
            ("delete", Kind::One, &reads.delete.statement),
        ] {
            let of = if one_tenant { " of a tenant" } else { "" };
            let name = format!("{name}, {residual}{of}");
            cases.push(Case { name, reach: reach.clone(), kind, one_tenant, statement });
        }
    }
    cases
}

/// The values of a statement, as SQL.
fn values(case: &Case, id: u128, owner: u128, uuid: fn(Uuid) -> String) -> Vec<String> {
    let given = case.statement.given.iter().map(|given| match given {
        Given::Id(_) => uuid(Uuid::from_u128(id)),
        Given::Owner => uuid(Uuid::from_u128(owner)),
        // The owners are users too, but the one with a tenth of the rows has no more shares than others.
        Given::Member => uuid(Uuid::from_u128(owner % 1_000)),
        Given::Now => "1700000000".to_owned(),
        Given::Tenant => "0".to_owned(),
        Given::Literal(Literal::Text(text)) => format!("'{text}'"),
        Given::Literal(Literal::Integer(number)) => number.to_string(),
        Given::Literal(Literal::Boolean(truth)) => truth.to_string(),
        _ => panic!("{given:?} of {}", case.name),
    });
    let others = match case.statement.others {
        0 => Vec::new(),
        1 => vec![LIMIT.to_string()],
        // The change: whether there is a status, the status, and no amount.
        _ => vec!["true".to_owned(), "'open'".to_owned(), "NULL".to_owned()],
    };
    given.chain(others).collect()
}

#[cfg(feature = "sqlite")]
mod on_sqlite {
    use super::*;

    async fn database() -> Db {
        let db = Db::connect("sqlite::memory:").await.unwrap();
        db.run_for_test(&format!(
            "CREATE TABLE invoices (
                 id BLOB PRIMARY KEY NOT NULL,
                 tenant_id INTEGER NOT NULL,
                 owner_id BLOB NOT NULL,
                 status TEXT,
                 amount INTEGER NOT NULL,
                 public INTEGER NOT NULL
             ) STRICT;
             INSERT INTO invoices (id, owner_id, tenant_id, status, amount, public)
             WITH RECURSIVE numbers (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM numbers WHERE n < 1000000)
             SELECT unhex(printf('%032x', {ID})), unhex(printf('%032x', owner)), {ROWS}, n / 1000 % 4 = 0
             FROM (SELECT n, {OWNER} FROM numbers);
             {INDEXES}
             ANALYZE;"
        ))
        .await;
        let full = "SELECT 'full' AS detail WHERE (SELECT COUNT(*) FROM invoices) = 1000000";
        assert_eq!(db.run_for_test(full).await, ["full"]);
        db
    }

    /// A list without a condition that an index could begin with is read in the order of the ids until the page is full.
    const IN_ORDER: &str = "SCAN invoices USING INDEX sqlite_autoindex_invoices_1";

    /// The plans of a statement: for unknown values, as when sqlx prepares it, and for known ones, for which SQLite prepares it anew. But
    /// for the limit, which it does not look at.
    pub(super) async fn plans(
        db: &Db,
        statement: &Statement,
        values: &[Vec<String>],
    ) -> Vec<(String, Vec<String>)> {
        let mut texts = vec![statement.text.clone()];
        for values in values {
            let numbered = values.iter().enumerate().rev();
            texts.push(numbered.fold(statement.text.clone(), |text, (place, value)| {
                text.replace(&format!("LIMIT +${}", place + 1), "LIMIT +$limit")
                    .replace(&format!("${}", place + 1), value)
            }));
        }
        let mut plans = Vec::new();
        for text in texts {
            let plan = db.run_for_test(&format!("EXPLAIN QUERY PLAN {text}")).await;
            assert!(!plan.is_empty(), "{text}");
            plans.push((text, plan));
        }
        plans
    }

    pub(super) fn blob(id: Uuid) -> String {
        format!("X'{}'", id.simple())
    }

    /// What is wrong with a plan.
    fn objection(case: &Case, plan: &[String]) -> Option<String> {
        let has_condition = case.one_tenant || case.kind != Kind::First || {
            let compares_equal = |way: &Filter| {
                way.comparisons().iter().any(|comparison| match comparison {
                    Filter::Owner { is, .. } | Filter::Row { is, .. } => *is,
                    Filter::Member(_) => true,
                    Filter::All(_) | Filter::Any(_) => false,
                })
            };
            match &case.reach {
                Reach::All => false,
                Reach::Owned(_) => true,
                Reach::Filtered(filter) => filter.ways(8).unwrap().iter().all(compares_equal),
            }
        };
        let before = std::iter::once("").chain(plan.iter().map(String::as_str));
        plan.iter().zip(before).find_map(|(line, before)| {
            let is_fine = match line.as_str() {
                // Of those alone that the table of members names.
                line if line.starts_with("SEARCH invoices USING ") => {
                    !case.is_of_members() || line.contains("(id=?") || line.contains(" AND id=?")
                }
                IN_ORDER => !has_condition,
                // No more rows come by than a page has for each way.
                // The last is what it does across tenants for an owner with a large part of all rows: it looks for them tenant by
                // tenant, although another index begins with the owner, because it takes them for fewer, and sorts them all.
                "USE TEMP B-TREE FOR ORDER BY" => {
                    before.starts_with("SCAN way ")
                        || before.contains("(ANY(tenant_id) AND owner_id=?")
                }
                line => !line.contains("invoices") && !line.contains("TEMP B-TREE"),
            };
            (!is_fine).then(|| line.clone())
        })
    }

    pub(super) async fn objections(db: &Db, cases: Vec<Case>) -> Vec<String> {
        let mut objections = Vec::new();
        for case in cases {
            if case.kind == Kind::Count && !case.counts_few() {
                continue;
            }
            let values = CALLS.map(|(owner, id)| values(&case, id, owner, blob));
            for (text, plan) in plans(db, case.statement, &values).await {
                if let Some(line) = objection(&case, &plan) {
                    objections.push(format!("{}: {line}\n  in {plan:?}\n  of {text}", case.name));
                }
            }
        }
        objections
    }

    #[tokio::test]
    async fn every_statement_uses_an_index() {
        let db = database().await;
        let mut found = objections(&db, cases(&db, false)).await;
        db.run_for_test(&format!("{INDEXES_WITH_TENANT} ANALYZE;")).await;
        found.extend(objections(&db, cases(&db, true)).await);
        found.extend(objections(&db, cases(&db, false)).await);
        found.extend(shared::on_sqlite(&db).await);
        found.extend(searches::on_sqlite(&db).await);
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
}

#[cfg(feature = "postgres")]
mod on_postgres {
    use serde_json::Value;

    use super::{super::postgres::server::Postgres, *};

    async fn fill(db: &Db) {
        db.run_for_test(&format!(
            "SET maintenance_work_mem = '256MB';
             CREATE UNLOGGED TABLE invoices (
                 id UUID NOT NULL,
                 tenant_id BIGINT NOT NULL,
                 owner_id UUID NOT NULL,
                 status VARCHAR(20),
                 amount BIGINT NOT NULL,
                 public BOOLEAN NOT NULL
             );
             INSERT INTO invoices (id, owner_id, tenant_id, status, amount, public)
             SELECT lpad(to_hex({ID}), 32, '0')::UUID, lpad(to_hex(owner), 32, '0')::UUID, {ROWS}, n / 1000 % 4 = 0
             FROM (SELECT n, {OWNER} FROM generate_series(1::BIGINT, 1000000) AS n) AS numbers;
             ALTER TABLE invoices ADD PRIMARY KEY (id);
             {INDEXES}"
        ))
        .await;
        // Of its own, because it runs in no transaction.
        db.run_for_test("VACUUM (ANALYZE) invoices").await;
    }

    /// PostgreSQL plans the first five runs of a statement for their values, and may then keep one plan for all values.
    pub(super) const MODES: [&str; 2] = ["force_custom_plan", "force_generic_plan"];

    /// The plan of a statement, which is run.
    pub(super) async fn plan(
        db: &Db,
        statement: &Statement,
        values: &[String],
        mode: &str,
    ) -> Value {
        let (text, values) = (&statement.text, values.join(", "));
        let arguments = if values.is_empty() { values } else { format!("({values})") };
        let explained = db
            .run_for_test(&format!(
                "BEGIN;
                 SET LOCAL plan_cache_mode = {mode};
                 PREPARE of_the_library AS {text};
                 EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) EXECUTE of_the_library{arguments};
                 ROLLBACK;
                 DEALLOCATE of_the_library"
            ))
            .await;
        let [explained] = explained.as_slice() else { panic!("{explained:?}") };
        let plan: Value = serde_json::from_str(explained).unwrap();
        plan[0]["Plan"].clone()
    }

    pub(super) fn uuid(id: Uuid) -> String {
        format!("'{id}'")
    }

    /// How many rows of the table a plan read, by its own count; none if it read all of them.
    pub(super) fn rows_read(plan: &Value) -> Option<f64> {
        let node = plan["Node Type"].as_str().unwrap();
        if node.contains("Seq Scan") {
            return None;
        }
        let number = |name: &str| plan[name].as_f64().unwrap_or(0.0);
        let own = if node.contains("Scan") && node != "Bitmap Heap Scan" && node != "Subquery Scan"
        {
            let rows = number("Actual Rows")
                + number("Rows Removed by Filter")
                + number("Rows Removed by Index Recheck");
            rows * number("Actual Loops")
        } else {
            0.0
        };
        let below = plan["Plans"].as_array().map_or(&[][..], Vec::as_slice);
        below.iter().try_fold(own, |sum, plan| Some(sum + rows_read(plan)?))
    }

    /// How many rows a statement may read, of this owner.
    fn most(case: &Case, owner: u128) -> Option<f64> {
        let page = f64::from(LIMIT);
        match case.kind {
            Kind::One => Some(1.0),
            // Rows of the page, and those between them that a comparison other than `=` leaves out.
            Kind::First | Kind::Next => Some(6.0 * page),
            // And of the table of members.
            Kind::Count => (case.counts_few() && owner != OWNERS[0]).then_some(2.0 * page),
        }
    }

    pub(super) async fn objections(db: &Db, cases: Vec<Case>) -> Vec<String> {
        let mut objections = Vec::new();
        for case in cases {
            for (owner, id) in CALLS {
                let Some(most) = most(&case, owner) else { continue };
                let values = values(&case, id, owner, uuid);
                for mode in MODES {
                    let plan = plan(db, case.statement, &values, mode).await;
                    let read = rows_read(&plan);
                    if read.is_none_or(|read| read > most) {
                        let (name, text) = (&case.name, &case.statement.text);
                        objections.push(format!(
                            "{name}, owner {owner}, {mode}: {read:?} rows of {most}\n{plan}\n{text}"
                        ));
                    }
                }
            }
        }
        objections
    }

    #[tokio::test]
    async fn every_statement_uses_an_index() {
        let Some(server) = Postgres::start() else { return };
        let db = Db::connect(&server.url()).await.unwrap();
        fill(&db).await;
        let mut found = objections(&db, cases(&db, false)).await;
        db.run_for_test(INDEXES_WITH_TENANT).await;
        found.extend(objections(&db, cases(&db, true)).await);
        found.extend(objections(&db, cases(&db, false)).await);
        found.extend(shared::on_postgres(&db).await);
        found.extend(searches::on_postgres(&db).await);
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
}
