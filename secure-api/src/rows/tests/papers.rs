//! Tables with all that a resource can say: versions, kept rows, several owners, members, an id of several columns. What the tests about
//! them share.

use uuid::Uuid;

use super::{NOW, OWNED};
use crate::{
    authz::{Filter, Reach},
    error::Result,
    input::Patch,
    policy::{MemberClause, OwnerColumn},
    rows::{
        Db, Owned, Ref, Resource, Scoped, Transfer,
        scope::{Caller, Scope},
        version::IfMatch,
    },
};

pub(super) const ALICE: &str = "a11ce000-0000-4000-8000-000000000001";
pub(super) const BOB: &str = "b0b00000-0000-4000-8000-000000000002";
pub(super) const CAROL: &str = "ca401000-0000-4000-8000-000000000003";
/// Of the other tenant.
pub(super) const DAVE: &str = "dafe0000-0000-4000-8000-000000000004";

pub(super) const BY_AUTHOR: Reach = Reach::Owned(OwnerColumn::Named("author_id"));
pub(super) const BY_REVIEWER: Reach = Reach::Owned(OwnerColumn::Named("reviewer_id"));

/// When something was deleted. Nothing that is deleted is ever read.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Moment {}

macro_rules! moments {
    ($($feature:literal $database:ident $name:ident;)*) => {$(
        #[cfg(feature = $feature)]
        impl sqlx::Type<sqlx::$database> for Moment {
            fn type_info() -> <sqlx::$database as sqlx::Database>::TypeInfo {
                moments!($name)
            }
        }

        #[cfg(feature = $feature)]
        impl<'r> sqlx::Decode<'r, sqlx::$database> for Moment {
            fn decode(
                _: <sqlx::$database as sqlx::Database>::ValueRef<'r>,
            ) -> Result<Self, sqlx::error::BoxDynError> {
                Err("a row that is deleted was read".into())
            }
        }
    )*};
    (sqlite) => { <String as sqlx::Type<sqlx::Sqlite>>::type_info() };
    (postgres) => { sqlx::postgres::PgTypeInfo::with_name("TIMESTAMPTZ") };
}
moments! {
    "sqlite" Sqlite sqlite;
    "postgres" Postgres postgres;
}

#[derive(Debug, Clone, PartialEq, crate::Resource, sqlx::FromRow)]
#[resource(table = "users")]
pub(super) struct User {
    #[resource(id)]
    pub(super) id: Uuid,
    #[resource(tenant)]
    pub(super) tenant_id: i64,
    #[resource(soft_delete)]
    pub(super) deleted_at: Option<Moment>,
}

/// Its members are all that decides about it.
#[derive(Debug, Clone, PartialEq, crate::Resource, sqlx::FromRow)]
#[resource(
    table = "projects",
    member(
        table = "project_members",
        resource_key = "project_id",
        user_key = "user_id",
        tenant = "tenant_id",
        filter(active = true),
        levels(level = ["read", "write", "admin"]),
        expiry = "expires_at",
        soft_delete = "left_at",
        user_type = Uuid
    )
)]
pub(super) struct Project {
    #[resource(id)]
    pub(super) id: Uuid,
    #[resource(tenant)]
    pub(super) tenant_id: i64,
    #[resource(soft_delete)]
    pub(super) deleted_at: Option<Moment>,
}

#[derive(Debug, Clone, PartialEq, crate::Resource, sqlx::FromRow)]
#[resource(
    table = "papers",
    member(
        table = "project_members",
        resource_key = "project_id",
        column = "project_id",
        user_key = "user_id",
        tenant = "tenant_id",
        filter(active = true),
        levels(level = ["read", "write", "admin"]),
        expiry = "expires_at",
        soft_delete = "left_at"
    )
)]
pub(super) struct Paper {
    #[resource(id)]
    pub(super) id: Uuid,
    #[resource(tenant)]
    pub(super) tenant_id: i64,
    #[resource(owner)]
    pub(super) author_id: Uuid,
    #[resource(owner)]
    pub(super) reviewer_id: Uuid,
    pub(super) project_id: Ref<Project>,
    pub(super) title: String,
    // The table of members has a column of this name too.
    pub(super) level: Option<String>,
    #[resource(version)]
    pub(super) version: i32,
    #[resource(soft_delete)]
    pub(super) deleted_at: Option<Moment>,
}

#[derive(Clone, crate::SecureInput)]
#[input(create = Paper)]
pub(super) struct NewPaper {
    pub(super) project_id: Ref<Project>,
    #[validate(length(max = 100))]
    pub(super) title: String,
}

#[derive(Clone, Default, crate::SecureInput)]
#[input(update = Paper)]
pub(super) struct Edit {
    pub(super) project_id: Patch<Ref<Project>>,
    #[validate(length(max = 100))]
    pub(super) title: Patch<String>,
}

pub(super) fn titled(title: &str) -> Edit {
    Edit { title: Patch::Given(title.to_owned()), ..Edit::default() }
}

pub(super) fn moved(project: Uuid) -> Edit {
    Edit { project_id: Patch::Given(Ref::new(project)), ..Edit::default() }
}

/// Refers to what has several owners and members.
#[derive(Debug, Clone, PartialEq, crate::Resource, sqlx::FromRow)]
#[resource(table = "comments")]
pub(super) struct Comment {
    #[resource(id)]
    pub(super) id: i64,
    #[resource(tenant)]
    pub(super) tenant_id: i64,
    #[resource(owner)]
    pub(super) owner_id: Uuid,
    pub(super) paper_id: Ref<Paper>,
}

#[derive(Clone, crate::SecureInput)]
#[input(create = Comment)]
pub(super) struct NewComment {
    pub(super) paper_id: Ref<Paper>,
}

/// Named by its tenant and a number.
#[derive(Debug, Clone, PartialEq, crate::Resource, sqlx::FromRow)]
#[resource(table = "entries")]
pub(super) struct Entry {
    #[resource(id, tenant)]
    pub(super) tenant_id: i64,
    #[resource(id)]
    pub(super) number: i64,
    #[resource(owner)]
    pub(super) owner_id: Uuid,
    pub(super) title: String,
    #[resource(version)]
    pub(super) version: i64,
}

/// Named by what it refers to and by its owner.
#[derive(Debug, Clone, PartialEq, crate::Resource, sqlx::FromRow)]
#[resource(table = "seats")]
pub(super) struct Seat {
    #[resource(id)]
    pub(super) project_id: Ref<Project>,
    #[resource(id, owner)]
    pub(super) user_id: Uuid,
    #[resource(tenant)]
    pub(super) tenant_id: i64,
}

/// The table of members is its own: whoever is a member sees who else is.
#[derive(Debug, Clone, PartialEq, crate::Resource, sqlx::FromRow)]
#[resource(
    table = "project_members",
    member(
        table = "project_members",
        resource_key = "project_id",
        column = "project_id",
        user_key = "user_id",
        levels(level = ["read", "write", "admin"]),
        soft_delete = "left_at",
        user_type = Uuid
    )
)]
pub(super) struct Membership {
    #[resource(id)]
    pub(super) id: i64,
    #[resource(tenant)]
    pub(super) tenant_id: i64,
    pub(super) project_id: Uuid,
    pub(super) user_id: Uuid,
    pub(super) level: Option<String>,
    #[resource(soft_delete)]
    pub(super) left_at: Option<Moment>,
}

/// Makes the tables anew. On SQLite, names of types are those of PostgreSQL with what SQLite calls them.
pub(super) async fn empty(db: &Db) {
    let text = "
        DROP TABLE IF EXISTS users;
        DROP TABLE IF EXISTS projects;
        DROP TABLE IF EXISTS project_members;
        DROP TABLE IF EXISTS papers;
        DROP TABLE IF EXISTS comments;
        DROP TABLE IF EXISTS entries;
        DROP TABLE IF EXISTS seats;
        CREATE TABLE users (id {uuid} PRIMARY KEY NOT NULL, tenant_id {int} NOT NULL, deleted_at {time});
        CREATE TABLE projects (id {uuid} PRIMARY KEY NOT NULL, tenant_id {int} NOT NULL, deleted_at {time});
        CREATE TABLE project_members (
            id {serial},
            tenant_id {int},
            project_id {uuid},
            user_id {uuid},
            level TEXT,
            active {bool} DEFAULT {true},
            expires_at {any} DEFAULT {later},
            left_at {time}
        );
        CREATE TABLE papers (
            id {uuid} PRIMARY KEY NOT NULL,
            tenant_id {int} NOT NULL,
            author_id {uuid} NOT NULL,
            reviewer_id {uuid} NOT NULL,
            project_id {uuid} NOT NULL,
            title TEXT NOT NULL,
            level TEXT DEFAULT 'admin',
            version {int4} NOT NULL,
            deleted_at {time}
        );
        CREATE TABLE comments (
            id {serial},
            tenant_id {int} NOT NULL,
            owner_id {uuid} NOT NULL,
            paper_id {uuid} NOT NULL
        );
        CREATE TABLE entries (
            tenant_id {int} NOT NULL,
            number {int} NOT NULL,
            owner_id {uuid} NOT NULL,
            title TEXT NOT NULL,
            version {int} NOT NULL,
            PRIMARY KEY (tenant_id, number)
        );
        CREATE TABLE seats (
            project_id {uuid} NOT NULL,
            user_id {uuid} NOT NULL,
            tenant_id {int} NOT NULL,
            PRIMARY KEY (project_id, user_id)
        );
    ";
    let types = if db.is_sqlite() {
        [
            ("uuid", "BLOB"),
            ("int", "INTEGER"),
            ("int4", "INTEGER"),
            ("time", "TEXT"),
            ("any", ""),
            ("bool", "INTEGER"),
            ("true", "1"),
            ("later", "'2099-01-01'"),
            ("serial", "INTEGER PRIMARY KEY"),
        ]
    } else {
        [
            ("uuid", "UUID"),
            ("int", "BIGINT"),
            ("int4", "INTEGER"),
            ("time", "TIMESTAMPTZ"),
            ("any", "TIMESTAMPTZ"),
            ("bool", "BOOLEAN"),
            ("true", "TRUE"),
            ("later", "'2099-01-01'"),
            ("serial", "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY"),
        ]
    };
    let text = types
        .into_iter()
        .fold(text.to_owned(), |text, (name, is)| text.replace(&format!("{{{name}}}"), is));
    db.run_for_test(&text).await;
    for (user, tenant) in [(ALICE, 1), (BOB, 1), (CAROL, 1), (DAVE, 2)] {
        let user = literal(db, uuid(user));
        db.run_for_test(&format!("INSERT INTO users VALUES ({user}, {tenant}, NULL)")).await;
    }
}

pub(super) fn uuid(text: &str) -> Uuid {
    text.parse().unwrap()
}

/// How the database writes an id.
pub(super) fn literal(db: &Db, id: Uuid) -> String {
    if db.is_sqlite() { format!("x'{}'", id.simple()) } else { format!("'{id}'") }
}

/// Every value of a table.
pub(super) async fn dump(db: &Db, table: &str) -> Vec<String> {
    if db.is_sqlite() {
        let columns = db
            .run_for_test(&format!("SELECT group_concat('quote(\"' || name || '\")', ' || '','' || ') AS detail FROM pragma_table_info('{table}')"))
            .await
            .join("");
        db.run_for_test(&format!("SELECT {columns} AS detail FROM {table} ORDER BY 1")).await
    } else {
        db.run_for_test(&format!("SELECT ({table}.*)::TEXT FROM {table} ORDER BY 1")).await
    }
}

pub(super) async fn project(db: &Db, tenant: i64) -> Uuid {
    let id = Uuid::new_v4();
    let literal = literal(db, id);
    db.run_for_test(&format!("INSERT INTO projects VALUES ({literal}, {tenant}, NULL)")).await;
    id
}

/// A membership that is good, but for the columns that are given.
pub(super) async fn member(db: &Db, project: Uuid, user: &str, columns: &[(&str, &str)]) {
    let (project, user) = (literal(db, project), literal(db, uuid(user)));
    let defaults = [
        ("tenant_id", "1"),
        ("project_id", project.as_str()),
        ("user_id", user.as_str()),
        ("level", "'write'"),
    ];
    let is_given = |name| columns.iter().any(|(given, _)| *given == name);
    let all: Vec<_> = defaults
        .into_iter()
        .filter(|(name, _)| !is_given(*name))
        .chain(columns.iter().copied())
        .collect();
    let names: Vec<_> = all.iter().map(|(name, _)| *name).collect();
    let values: Vec<_> = all.iter().map(|(_, value)| *value).collect();
    let (names, values) = (names.join(", "), values.join(", "));
    db.run_for_test(&format!("INSERT INTO project_members ({names}) VALUES ({values})")).await;
}

pub(super) fn of<'a>(owner_id: &'a str, tenant: &'a str) -> Caller<'a> {
    Caller { owner_id: Some(owner_id), tenant: Some(tenant), crosses_tenants: false, now: NOW }
}

pub(super) fn by(owner_id: &str) -> Caller<'_> {
    of(owner_id, "1")
}

pub(super) fn members(level: Option<&'static str>) -> Reach {
    Filter::Member(MemberClause { level }).into()
}

pub(super) fn reaching<R: Resource>(db: &Db, reach: &Reach, caller: Caller<'_>) -> Scoped<R> {
    Scoped::new(Scope::new(db, reach, caller).unwrap().with_pages(super::pages()))
}

/// The same for a request with an `If-Match`.
pub(super) fn demanding<R: Resource>(
    db: &Db,
    reach: &Reach,
    caller: Caller<'_>,
    if_match: Option<IfMatch>,
) -> Scoped<R> {
    Scoped::new(Scope::new(db, reach, caller).unwrap().demanding(if_match))
}

pub(super) async fn load<R: Resource>(
    db: &Db,
    reach: &Reach,
    caller: Caller<'_>,
    id: &[&str],
    if_match: Option<IfMatch>,
) -> Result<Owned<R>> {
    Owned::named(Scope::new(db, reach, caller)?.demanding(if_match), id).await
}

pub(super) async fn loaded_paper(
    db: &Db,
    reach: &Reach,
    caller: Caller<'_>,
    id: Uuid,
) -> Result<Owned<Paper>> {
    load(db, reach, caller, &[&id.to_string()], None).await
}

pub(super) async fn transferring(
    db: &Db,
    reach: &Reach,
    caller: Caller<'_>,
    id: Uuid,
) -> Result<Transfer<Paper>> {
    Ok(Transfer { row: loaded_paper(db, reach, caller, id).await?, owner: "author_id" })
}

/// A paper of the caller's own, both as author and as reviewer, in a project without members.
pub(super) async fn paper(db: &Db, user: &str, tenant: &str) -> Paper {
    let project = project(db, tenant.parse().unwrap()).await;
    paper_in(db, user, tenant, project).await
}

pub(super) async fn paper_in(db: &Db, user: &str, tenant: &str, project: Uuid) -> Paper {
    let new = NewPaper { project_id: Ref::new(project), title: "a".to_owned() };
    reaching::<Paper>(db, &Reach::All, of(user, tenant)).create(new).await.unwrap()
}

/// What the rows of one owner are, whichever column says so.
pub(super) const OWN: &Reach = &OWNED;
