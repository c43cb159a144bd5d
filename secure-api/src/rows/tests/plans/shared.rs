//! Rows of which the caller is a member.

use uuid::Uuid;

use super::{Case, Kind, has_status, owner};
use crate::{
    authz::{Filter, Reach},
    policy::MemberClause,
    rows::{Db, Resource, any::AnyResource, statements::Confines},
};

/// The same rows, for those whom they are shared with.
#[derive(crate::Resource, sqlx::FromRow)]
#[resource(table = "invoices", member(
    table = "shares", resource_key = "invoice_id", user_key = "user_id",
    levels(level = ["read", "write"]), expiry = "ends_at"
))]
pub(super) struct Shared {
    #[resource(id)]
    id: Uuid,
    #[resource(tenant)]
    tenant_id: i64,
    #[resource(owner)]
    owner_id: Uuid,
    #[resource(filter, sort)]
    amount: i64,
    #[resource(filter)]
    status: Option<String>,
    /// In no index, so that none is enough without the row.
    public: bool,
}

/// A tenth of the rows is shared, with 1,000 users, each of whom has about a hundred.
const SHARES: &str = "
    INSERT INTO shares (user_id, invoice_id, level, ends_at)
    SELECT {user}, id, 'read', '2999-01-01 00:00:00+00:00' FROM invoices WHERE amount % 10 = 3;
    ANALYZE;
";

/// What a member has to be of a row.
pub(super) const READER: Filter = Filter::Member(MemberClause { level: Some("read") });

/// What a member reaches, alone and beside what is the caller's own.
fn cases(db: &Db, one_tenant: bool) -> Vec<Case> {
    let residuals = [
        ("shared", Reach::from(READER)),
        ("own or shared", Filter::Any(vec![owner(true), READER]).into()),
        ("shared and open", Filter::All(vec![READER, has_status("open")]).into()),
        (
            "shared, and open or disputed",
            Filter::All(vec![
                READER,
                Filter::Any(vec![has_status("open"), has_status("disputed")]),
            ])
            .into(),
        ),
    ];
    let mut cases = Vec::new();
    for (residual, reach) in residuals {
        let confines = Confines { reach: &reach, one_tenant, dialect: db.dialect(), types: "" };
        let reads = Shared::statements().of(AnyResource::of::<Shared>(), confines).unwrap();
        for (name, kind, statement) in [
            ("get", Kind::One, &reads.get),
            ("first page", Kind::First, &reads.first_page),
            ("next page", Kind::Next, &reads.next_page),
            ("count", Kind::Count, &reads.count),
            ("delete", Kind::One, &reads.delete.statement),
        ] {
            let of = if one_tenant { " of a tenant" } else { "" };
            let name = format!("{name}, {residual}{of}");
            cases.push(Case { name, reach: reach.clone(), kind, one_tenant, statement });
        }
    }
    cases
}

#[cfg(feature = "sqlite")]
pub(super) async fn on_sqlite(db: &Db) -> Vec<String> {
    let shares = SHARES.replace("{user}", "unhex(printf('%032x', amount / 10 % 1000))");
    db.run_for_test(&format!(
        "CREATE TABLE shares (
             user_id BLOB NOT NULL,
             invoice_id BLOB NOT NULL,
             level TEXT,
             ends_at TEXT,
             PRIMARY KEY (user_id, invoice_id)
         ) STRICT;
         {shares}"
    ))
    .await;
    let mut objections = Vec::new();
    // Where it knows how many rows there are of a value, and where it knows nothing.
    let forget = "DELETE FROM sqlite_stat1; DELETE FROM sqlite_stat4; ANALYZE sqlite_schema;";
    for knowing in ["", forget] {
        db.run_for_test(knowing).await;
        for one_tenant in [true, false] {
            objections.extend(super::on_sqlite::objections(db, cases(db, one_tenant)).await);
        }
    }
    objections
}

#[cfg(feature = "postgres")]
pub(super) async fn on_postgres(db: &Db) -> Vec<String> {
    let shares = SHARES.replace("{user}", "lpad(to_hex(amount / 10 % 1000), 32, '0')::UUID");
    db.run_for_test(&format!(
        "CREATE UNLOGGED TABLE shares (
             user_id UUID NOT NULL,
             invoice_id UUID NOT NULL,
             level TEXT,
             ends_at TIMESTAMPTZ,
             PRIMARY KEY (user_id, invoice_id)
         );
         {shares}"
    ))
    .await;
    let mut objections = super::on_postgres::objections(db, cases(db, true)).await;
    objections.extend(super::on_postgres::objections(db, cases(db, false)).await);
    objections
}
