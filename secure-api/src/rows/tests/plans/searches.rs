//! Searches: a page reads about as much as it shows, however far it is into the list and however many rows the caller has, if an index holds
//! what the rule and the search compare with `=`, then the columns of the order, then the id.

use uuid::Uuid;

use super::{
    LIMIT, OWNED, OWNERS, has_status,
    shared::{READER, Shared},
};
use crate::{
    authz::Reach,
    rows::{
        Db, Resource, Search,
        statements::{self, Confines, Dialect, Given, Statement},
    },
};

const COLUMNS: &<Shared as Resource>::Columns = &Shared::COLUMNS;

/// What the documentation of [`Search`] says, without those that begin with a tenant.
const INDEXES: &str = "
    DROP INDEX invoices_by_tenant;
    DROP INDEX invoices_by_tenant_owner;
    DROP INDEX invoices_by_tenant_status;
    DROP INDEX invoices_by_tenant_owner_status;
    CREATE INDEX by_amount ON invoices (amount, id);
    CREATE INDEX by_status_amount ON invoices (status, amount, id);
    CREATE INDEX by_owner_amount ON invoices (owner_id, amount, id);
    CREATE INDEX by_owner_status_amount ON invoices (owner_id, status, amount, id);
";

/// The same where every statement names the tenant.
const INDEXES_WITH_TENANT: &str = "
    DROP INDEX by_amount;
    DROP INDEX by_status_amount;
    DROP INDEX by_owner_amount;
    DROP INDEX by_owner_status_amount;
    CREATE INDEX by_tenant_status ON invoices (tenant_id, status, id);
    CREATE INDEX by_tenant_owner_status ON invoices (tenant_id, owner_id, status, id);
    CREATE INDEX by_tenant_amount ON invoices (tenant_id, amount, id);
    CREATE INDEX by_tenant_status_amount ON invoices (tenant_id, status, amount, id);
    CREATE INDEX by_tenant_owner_amount ON invoices (tenant_id, owner_id, amount, id);
    CREATE INDEX by_tenant_owner_status_amount ON invoices (tenant_id, owner_id, status, amount, id);
";

/// The row before a page in the middle: its amount, and its id.
const BEFORE: (&str, u128) = ("500001", (500_001 * 2_654_435_761) % 4_294_967_296);

/// What is searched for, the values of its condition, and what a later page begins after.
struct Sought {
    name: &'static str,
    search: Search<Shared>,
    values: &'static [&'static str],
    after: &'static str,
}

fn searches() -> Vec<Sought> {
    let (amount, status) = (&COLUMNS.amount, &COLUMNS.status);
    let of = |name, search, values, after| Sought { name, search, values, after };
    let (up, down) = ("(amount,id)>(?,?)", "(amount,id)<(?,?)");
    let range = || amount.ge(2).and(amount.lt(999_999));
    vec![
        of("in order", Search::all().sort(amount.asc()), &[], up),
        of("backwards", Search::all().sort(amount.desc()), &[], down),
        of("common", Search::filter(status.eq("open")).sort(amount.asc()), &["'open'"], up),
        of(
            "rare",
            Search::filter(status.eq("disputed")).sort(amount.desc()),
            &["'disputed'"],
            down,
        ),
        of("in order of ids", status.eq("open").into(), &["'open'"], "id>?"),
        of("a range", Search::filter(range()).sort(amount.asc()), &["2", "999999"], up),
        of(
            "a range backwards",
            Search::filter(range()).sort(amount.desc()),
            &["2", "999999"],
            down,
        ),
    ]
}

/// A page of a search.
struct Case {
    name: String,
    is_of_members: bool,
    /// Whether nothing is compared, so that an index is read from its beginning.
    is_all: bool,
    after: Option<&'static str>,
    statement: Statement,
    /// Those of the condition, of the order, and the limit.
    others: Vec<String>,
}

fn cases(dialect: Dialect, one_tenant: bool) -> Vec<Case> {
    let mut cases = Vec::new();
    for (residual, reach) in [
        ("every row", Reach::All),
        ("own", OWNED),
        ("common", has_status("open").into()),
        ("shared", READER.into()),
    ] {
        let confines = Confines { reach: &reach, one_tenant, dialect, types: "" };
        for Sought { name, search, values, after } in searches() {
            let names_status = values.iter().any(|value| value.starts_with('\''));
            if residual == "common" && names_status {
                continue;
            }
            let sought = search.sought().unwrap();
            for is_first in [true, false] {
                let statement = statements::page(Shared::INFO, confines, sought, is_first).unwrap();
                let sorted_by = (!is_first && !sought.order.is_empty()).then_some(BEFORE.0);
                let others = values.iter().copied().chain(sorted_by).map(str::to_owned);
                let page = if is_first { "first" } else { "next" };
                let of = if one_tenant { " of a tenant" } else { "" };
                cases.push(Case {
                    name: format!("{page} page, {residual}{of}, {name}"),
                    is_of_members: residual == "shared",
                    is_all: residual == "every row" && !one_tenant && values.is_empty(),
                    after: (!is_first).then_some(after),
                    others: others.chain([LIMIT.to_string()]).collect(),
                    statement,
                });
            }
        }
    }
    cases
}

fn values(case: &Case, owner: u128, uuid: fn(Uuid) -> String) -> Vec<String> {
    let given = case.statement.given.iter().map(|given| match given {
        Given::Id(_) => uuid(Uuid::from_u128(BEFORE.1)),
        Given::Owner => uuid(Uuid::from_u128(owner)),
        Given::Member => uuid(Uuid::from_u128(owner % 1_000)),
        Given::Now => "1700000000".to_owned(),
        Given::Tenant => "0".to_owned(),
        Given::Literal(crate::policy::Literal::Text(text)) => format!("'{text}'"),
        _ => panic!("{given:?} of {}", case.name),
    });
    given.chain(case.others.iter().cloned()).collect()
}

#[cfg(feature = "sqlite")]
pub(super) async fn on_sqlite(db: &Db) -> Vec<String> {
    use super::on_sqlite::{blob, plans};

    /// What is wrong with a plan.
    fn objection<'a>(case: &Case, plan: &'a [String]) -> Option<&'a String> {
        plan.iter().find(|line| match line.as_str() {
            // The rows of a member are few, and are sorted.
            line if case.is_of_members => {
                line.contains("invoices") && !(line.contains("(id=?") || line.contains(" AND id=?"))
            }
            line if line.starts_with("SEARCH invoices USING INDEX ") => {
                line.contains("ANY(") || case.after.is_some_and(|after| !line.contains(after))
            }
            line if line.starts_with("SCAN invoices USING INDEX ") => {
                !case.is_all || case.after.is_some()
            }
            line => line.contains("invoices") || line.contains("TEMP B-TREE"),
        })
    }

    let mut objections = Vec::new();
    for (one_tenant, indexes) in [(false, INDEXES), (true, INDEXES_WITH_TENANT)] {
        db.run_for_test(&format!("{indexes} ANALYZE;")).await;
        for case in cases(db.dialect(), one_tenant) {
            let values = OWNERS.map(|owner| values(&case, owner, blob));
            for (text, plan) in plans(db, &case.statement, &values).await {
                if let Some(line) = objection(&case, &plan) {
                    objections.push(format!("{}: {line}\n  in {plan:?}\n  of {text}", case.name));
                }
            }
        }
    }
    objections
}

#[cfg(feature = "postgres")]
pub(super) async fn on_postgres(db: &Db) -> Vec<String> {
    use serde_json::Value;

    use super::on_postgres::{MODES, plan, rows_read, uuid};

    /// Of a tenth of all rows, it may as well read all in the order and pass over the others: so many for each of the page. As many blocks hold
    /// them, or less, and half of them is the index.
    const MOST: f64 = 16.0 * LIMIT as f64;
    /// What it takes the planning of one table to cost, and of that of members.
    const PLANNING: f64 = 7.5;

    let mut objections = Vec::new();
    for (one_tenant, indexes) in [(false, INDEXES), (true, INDEXES_WITH_TENANT)] {
        db.run_for_test(indexes).await;
        for case in cases(db.dialect(), one_tenant) {
            for owner in OWNERS {
                let values = values(&case, owner, uuid);
                let own = plan(db, &case.statement, &values, MODES[0]).await;
                let generic = plan(db, &case.statement, &values, MODES[1]).await;
                let cost = |plan: &Value| plan["Total Cost"].as_f64().unwrap();
                // It keeps a plan for all values only if that costs no more than one for these, and the planning.
                let is_kept = cost(&generic) <= cost(&own) + PLANNING;
                for plan in std::iter::once(own).chain(is_kept.then_some(generic)) {
                    let blocks = |name: &str| plan[name].as_f64().unwrap();
                    let blocks = blocks("Shared Hit Blocks") + blocks("Shared Read Blocks");
                    let read = rows_read(&plan);
                    if read.is_none_or(|read| read > MOST) || blocks > 2.0 * MOST {
                        let (name, text) = (&case.name, &case.statement.text);
                        objections.push(format!(
                            "{name}, owner {owner}: {read:?} rows, {blocks} blocks\n{plan}\n{text}"
                        ));
                    }
                }
            }
        }
    }
    objections
}
