//! Random rules, callers and rows: what the evaluator and the SQL make of a rule is what a plain reference says it means.

use proptest::test_runner::{Config, TestRunner};
use sqlx::{Decode, Sqlite, Type, sqlite::SqliteValueRef};

use crate::{
    authz::tests::{Case, Membership, NOW, Row, cases, truth},
    error::Result,
    rows::{
        AnyDatabase, Bind, Db, OwnerKey, PageRequest, Scoped, Values,
        any::AnyResource,
        scope::{AnyScope, Scope},
    },
};

const CASES: u32 = 10_000;

/// The columns of the rows are NULL or hold one of these.
const OWNERS: [Option<&str>; 3] = [None, Some("me"), Some("other")];
const STATUSES: [Option<&str>; 3] = [None, Some("new"), Some("o'ld")];
const YEARS: [Option<i64>; 3] = [None, Some(-1), Some(2026)];
const PUBLIC: [Option<bool>; 3] = [None, Some(true), Some(false)];

const WRITER: Membership =
    Membership { user: Some("me"), level: Some("write"), active: Some(true), ends: Some(1) };
const ADMIN: Membership = Membership { level: Some("admin"), ..WRITER };
const EXPIRED: Membership = Membership { ends: Some(0), ..ADMIN };

/// What the table of members says of a row. Their number has no factor in common with that of the other values, so that they are
/// mixed with all of them.
const MEMBERS: [&[Membership]; 13] = [
    &[],
    &[WRITER],
    &[Membership { level: Some("read"), ..WRITER }],
    &[ADMIN],
    &[Membership { user: Some("other"), ..ADMIN }],
    &[Membership { user: None, ..ADMIN }],
    &[Membership { level: None, ..WRITER }],
    &[Membership { level: Some("owner"), ..WRITER }],
    &[Membership { active: Some(false), ..ADMIN }],
    &[Membership { active: None, ..ADMIN }],
    &[EXPIRED],
    &[Membership { ends: None, ..ADMIN }],
    &[EXPIRED, WRITER, Membership { user: Some("you"), ..ADMIN }],
];

#[derive(crate::Resource, sqlx::FromRow)]
#[resource(
    table = "articles",
    database = "sqlite",
    member(
        table = "article_members",
        resource_key = "article",
        user_key = "user",
        filter(active = true),
        levels(level = ["read", "write", "admin"]),
        expiry = "ends"
    )
)]
struct Article {
    #[resource(id)]
    id: i64,
    #[resource(owner)]
    author: Holder,
    #[resource(owner)]
    reviewer: Holder,
    status: Option<String>,
    year: Option<i64>,
    public: Option<bool>,
}

/// An owner that may be missing from the row, which a table for this library would not allow.
#[derive(Debug, Clone)]
struct Holder(Option<String>);

impl OwnerKey for Holder {
    fn parse(subject: &str) -> Option<Self> {
        Some(Self(Some(subject.to_owned())))
    }

    fn to_text(&self) -> String {
        self.0.clone().unwrap_or_default()
    }

    fn bind(self, values: &mut Values) -> Result<()> {
        Bind::<AnyDatabase>::push_to(self.to_text(), values)
    }

    fn bind_nobody(values: &mut Values) -> Result<()> {
        Bind::<AnyDatabase>::push_to(None::<String>, values)
    }
}

impl Type<Sqlite> for Holder {
    fn type_info() -> <Sqlite as sqlx::Database>::TypeInfo {
        <String as Type<Sqlite>>::type_info()
    }
}

impl<'r> Decode<'r, Sqlite> for Holder {
    fn decode(value: SqliteValueRef<'r>) -> Result<Self, sqlx::error::BoxDynError> {
        <Option<String> as Decode<'r, Sqlite>>::decode(value).map(Self)
    }
}

/// Every combination of values but those of reviewers and members, of which each row has some; in the order of their ids.
fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for (of_author, author) in OWNERS.into_iter().enumerate() {
        for (of_status, status) in STATUSES.into_iter().enumerate() {
            for (of_year, year) in YEARS.into_iter().enumerate() {
                for (of_public, public) in PUBLIC.into_iter().enumerate() {
                    let reviewer = OWNERS[(of_author + of_status + of_year + of_public) % 3];
                    let members = MEMBERS[rows.len() % MEMBERS.len()];
                    rows.push(Row { author, reviewer, members, status, year, public });
                }
            }
        }
    }
    rows
}

async fn table(rows: &[Row]) -> Db {
    fn sql<T>(value: Option<T>, written: impl Fn(T) -> String) -> String {
        value.map_or_else(|| "NULL".to_owned(), written)
    }
    let db = Db::connect("sqlite::memory:").await.unwrap();
    db.run_for_test(
        "CREATE TABLE articles (id INTEGER PRIMARY KEY, author TEXT, reviewer TEXT, status TEXT, year INTEGER, public BOOLEAN);
         CREATE TABLE article_members (article INTEGER, user TEXT, level TEXT, active BOOLEAN, ends INTEGER)",
    )
    .await;
    let text = |text: &str| format!("'{}'", text.replace('\'', "''"));
    for (place, row) in rows.iter().enumerate() {
        let values = [
            place.to_string(),
            sql(row.author, text),
            sql(row.reviewer, text),
            sql(row.status, text),
            sql(row.year, |year| year.to_string()),
            sql(row.public, |public| public.to_string()),
        ];
        db.run_for_test(&format!("INSERT INTO articles VALUES ({})", values.join(", "))).await;
        for member in row.members {
            let values = [
                place.to_string(),
                sql(member.user, text),
                sql(member.level, text),
                sql(member.active, |active| active.to_string()),
                sql(member.ends, |ends| {
                    (i64::try_from(NOW.unix_seconds()).unwrap() + ends).to_string()
                }),
            ];
            let insert = format!("INSERT INTO article_members VALUES ({})", values.join(", "));
            db.run_for_test(&insert).await;
        }
    }
    db
}

/// The ids of the rows that the caller reaches; none if it is refused.
async fn reached(db: &Db, case: &Case) -> Vec<i64> {
    let Ok(grant) = case.authorize().await else { return Vec::new() };
    let scope = AnyScope::of_grant(AnyResource::of::<Article>(), db, &grant);
    let Ok(scope) = scope else { return Vec::new() };
    // Whoever takes them for rows of another resource gets none.
    let of_another = Scope::<super::Document>::of(scope.clone());
    assert_eq!(of_another.err().map(|error| error.status()), Some(500));
    let articles = Scoped::new(Scope::<Article>::of(scope).unwrap());
    let page = PageRequest::new(Some(100), None).unwrap();
    articles.list(&page).await.unwrap().items.into_iter().map(|article| article.id).collect()
}

#[test]
fn a_rule_means_what_the_reference_says() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let rows = rows();
    let db = runtime.block_on(table(&rows));
    // How often each thing happened, so that a generator that only makes denials would be seen.
    let (mut nothing, mut something, mut everything) = (0, 0, 0);
    TestRunner::new(Config { cases: CASES, failure_persistence: None, ..Config::default() })
        .run(&cases(), |case| {
            let meant: Vec<_> = (0..)
                .zip(&rows)
                .filter(|(_, row)| truth(&case.rule, &case.caller, row) == 1)
                .map(|(id, _)| id)
                .collect();
            let found = runtime.block_on(reached(&db, &case));
            proptest::prop_assert_eq!(&found, &meant);
            Ok(())
        })
        .unwrap();
    let mut counted = TestRunner::deterministic();
    for _ in 0..1_000 {
        let case = proptest::strategy::Strategy::new_tree(&cases(), &mut counted).unwrap();
        match runtime.block_on(reached(&db, &proptest::strategy::ValueTree::current(&case))).len() {
            0 => nothing += 1,
            81 => everything += 1,
            _ => something += 1,
        }
    }
    assert!(nothing.min(something).min(everything) > 100, "{nothing} {something} {everything}");
}
