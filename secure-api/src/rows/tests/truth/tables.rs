//! The tables on both databases, as permissive as they can be, but for the keys of upserts: a real application's are stricter, and what
//! decides must not rest on it.

use uuid::Uuid;

use super::{
    operations::Meddling,
    world::{Ends, Id, Member, Row, World, user_name},
};
use crate::rows::Db;

/// The columns that only one of the two tables has, and those of both.
pub(super) const THING: [&str; 2] = ["id", "tenant_id"];
pub(super) const PARCEL: [&str; 2] = ["tenant_id", "number"];
pub(super) const COLUMNS: [&str; 14] = [
    "owner_id",
    "second_id",
    "project_id",
    "friend_id",
    "title",
    "status",
    "year",
    "public",
    "rank",
    "slug",
    "code",
    "version",
    "note",
    "deleted_at",
];

const MEMBERS: [&str; 3] = ["thing_members", "project_members", "parcel_members"];

/// Tables that no case writes.
const OTHERS: [&str; 4] = ["thing_members", "project_members", "parcel_members", "people"];

/// `UUID` and `TIME` stand for what each database calls them. Of times, SQLite keeps texts and numbers.
const TABLES: &str = "
    CREATE TABLE things (
        id UUID NOT NULL PRIMARY KEY, tenant_id BIGINT,
        owner_id BIGINT, second_id BIGINT, project_id BIGINT, friend_id UUID,
        title TEXT NOT NULL, status TEXT, year BIGINT, public BOOLEAN,
        rank BIGINT NOT NULL DEFAULT 0, slug TEXT, code TEXT,
        version BIGINT NOT NULL DEFAULT 1, note TEXT DEFAULT 'by default', deleted_at TIME
    );
    CREATE UNIQUE INDEX things_of_slug ON things (owner_id, slug);
    CREATE UNIQUE INDEX things_of_code ON things (tenant_id, code);
    CREATE TABLE parcels (
        tenant_id BIGINT NOT NULL, number BIGINT NOT NULL,
        owner_id BIGINT, second_id BIGINT, project_id BIGINT, friend_id UUID,
        title TEXT NOT NULL, status TEXT, year BIGINT, public BOOLEAN,
        rank BIGINT NOT NULL DEFAULT 0, slug TEXT, code TEXT,
        version BIGINT NOT NULL DEFAULT 1, note TEXT DEFAULT 'by default', deleted_at TIME,
        PRIMARY KEY (tenant_id, number)
    );
    CREATE TABLE people (id BIGINT NOT NULL PRIMARY KEY, tenant_id BIGINT, deleted_at TIME);
    CREATE TABLE thing_members (
        thing_id UUID, user_id BIGINT, level TEXT, ends TIME, ends_as_number TIME,
        tenant_id BIGINT, active BOOLEAN, kind TEXT
    );
    CREATE TABLE project_members (
        project BIGINT, user_name TEXT, level TEXT, ends TIME, ends_as_number TIME,
        tenant_id BIGINT, active BOOLEAN, kind TEXT
    );
    CREATE TABLE parcel_members (
        parcel_tenant BIGINT, parcel_number BIGINT, user_id BIGINT, level TEXT, ends TIME, ends_as_number TIME,
        tenant_id BIGINT, active BOOLEAN, kind TEXT
    );
";

pub(super) async fn make(db: &Db) {
    let (uuid, time) = if db.is_sqlite() { ("BLOB", "") } else { ("UUID", "TIMESTAMPTZ") };
    db.run_for_test(&TABLES.replace("UUID", uuid).replace("TIME", time)).await;
}

/// Makes the tables hold this and nothing else.
pub(super) async fn fill(db: &Db, world: &World) {
    let write = Literals { is_sqlite: db.is_sqlite() };
    let mut sql = String::new();
    let columns = COLUMNS.join(", ");
    for (table, own, rows) in
        [("things", THING, &world.things), ("parcels", PARCEL, &world.parcels)]
    {
        let rows = rows.iter().map(|row| write.row(row)).collect();
        insert(&mut sql, table, &format!("{}, {columns}", own.join(", ")), rows);
    }
    let members = [&world.thing_members, &world.project_members, &world.parcel_members];
    for (table, members) in MEMBERS.into_iter().zip(members) {
        let (of, user) = match table {
            "thing_members" => ("thing_id", "user_id"),
            "project_members" => ("project", "user_name"),
            _ => ("parcel_tenant, parcel_number", "user_id"),
        };
        let columns = format!("{of}, {user}, level, ends, ends_as_number, tenant_id, active, kind");
        let rows = members.iter().map(|member| write.member(table, member)).collect();
        insert(&mut sql, table, &columns, rows);
    }
    let people = world.people.iter().map(|person| {
        format!("{}, {}, {}", person.id, number(person.tenant), deleted(person.deleted))
    });
    insert(&mut sql, "people", "id, tenant_id, deleted_at", people.collect());
    db.run_for_test(&sql).await;
}

/// What somebody else does to every row.
pub(super) async fn meddle(db: &Db, meddling: Meddling) {
    let sql = |table: &str| match meddling {
        Meddling::Touches => format!("UPDATE {table} SET version = version + 1;"),
        Meddling::Moves => {
            format!("UPDATE {table} SET version = version + 1, status = 'o''ld', public = false;")
        }
        Meddling::Deletes => format!("DELETE FROM {table};"),
    };
    db.run_for_test(&["things", "parcels"].map(sql).concat()).await;
}

fn insert(sql: &mut String, table: &str, columns: &str, rows: Vec<String>) {
    sql.push_str(&format!("DELETE FROM {table};\n"));
    if !rows.is_empty() {
        let rows = rows.join("),\n(");
        sql.push_str(&format!("INSERT INTO {table} ({columns}) VALUES\n({rows});\n"));
    }
}

/// What the tables hold by now, as [`World::lines`] says it.
pub(super) async fn lines(db: &Db) -> Vec<String> {
    let read = |column: &&str| match (*column, db.is_sqlite()) {
        // SQLite's are bytes; they get the spelling of the others.
        ("id" | "friend_id", true) => {
            let part = |from, to| format!("substr(lower(hex({column})), {from}, {to})");
            let parts = [part(1, 8), part(9, 4), part(13, 4), part(17, 4), part(21, 12)];
            let text = parts.join(" || '-' || ");
            format!("CASE WHEN {column} IS NULL THEN 'NULL' ELSE {text} END")
        }
        ("public", _) => {
            format!("CASE WHEN {column} THEN 'true' WHEN NOT {column} THEN 'false' ELSE 'NULL' END")
        }
        ("deleted_at", _) => format!("CASE WHEN {column} IS NULL THEN 'NULL' ELSE 'deleted' END"),
        _ => format!("COALESCE(CAST({column} AS TEXT), 'NULL')"),
    };
    let select = |table: &str, own: [&str; 2]| {
        let columns: Vec<_> = own.iter().chain(&COLUMNS).map(read).collect();
        format!("SELECT '{table} ' || {} AS detail FROM {table}", columns.join(" || '|' || "))
    };
    let count = OTHERS.map(|table| format!("(SELECT COUNT(*) FROM {table})")).join(" || ' ' || ");
    let selects = [
        select("things", THING),
        select("parcels", PARCEL),
        format!("SELECT 'others ' || {count} AS detail"),
    ];
    let mut lines = db.run_for_test(&selects.join(" UNION ALL ")).await;
    lines.sort();
    lines
}

/// Values in SQL.
struct Literals {
    is_sqlite: bool,
}

impl Literals {
    fn row(&self, row: &Row) -> String {
        let id = match row.id {
            Id::Thing(id) => format!("{}, {}", self.uuid(Some(id)), number(row.tenant)),
            Id::Parcel(tenant, number) => format!("{tenant}, {number}"),
        };
        let rest = [
            number(row.owner),
            number(row.second),
            number(row.project),
            self.uuid(row.friend),
            text(Some(row.title)),
            text(row.status),
            number(row.year),
            truth(row.public),
            row.rank.to_string(),
            text(row.slug),
            text(row.code),
            row.version.to_string(),
            text(row.note),
            deleted(row.deleted).to_owned(),
        ];
        format!("{id}, {}", rest.join(", "))
    }

    fn member(&self, table: &str, member: &Member) -> String {
        let (of, user) = match table {
            "thing_members" => (self.uuid(member.of.map(super::world::thing)), number(member.user)),
            "project_members" => (number(member.of), text(member.user.map(user_name).as_deref())),
            _ => (
                format!("{}, {}", number(member.of_tenant), number(member.of)),
                number(member.user),
            ),
        };
        let rest = [
            of,
            user,
            text(member.level),
            self.time(member.ends, false),
            self.time(member.ends, true),
            number(member.tenant),
            truth(member.active),
            text(member.kind),
        ];
        rest.join(", ")
    }

    fn uuid(&self, id: Option<Uuid>) -> String {
        match id {
            None => "NULL".to_owned(),
            Some(id) if self.is_sqlite => format!("X'{}'", id.simple()),
            Some(id) => format!("'{id}'"),
        }
    }

    fn time(&self, time: Ends, as_number: bool) -> String {
        match (time, self.is_sqlite) {
            (Ends::At(seconds), true) if as_number => seconds.to_string(),
            (Ends::At(seconds), true) => format!("datetime({seconds}, 'unixepoch')"),
            (Ends::At(seconds), false) => format!("to_timestamp({seconds})"),
            (Ends::NoTime, true) => "'soon'".to_owned(),
            (Ends::Null | Ends::NoTime, _) => "NULL".to_owned(),
        }
    }
}

const fn deleted(is_deleted: bool) -> &'static str {
    if is_deleted { "'2023-01-01 00:00:00+00:00'" } else { "NULL" }
}

fn number(number: Option<i64>) -> String {
    number.map_or_else(|| "NULL".to_owned(), |number| number.to_string())
}

fn text(text: Option<&str>) -> String {
    text.map_or_else(|| "NULL".to_owned(), |text| format!("'{}'", text.replace('\'', "''")))
}

fn truth(truth: Option<bool>) -> String {
    truth.map_or_else(|| "NULL".to_owned(), |truth| truth.to_string())
}
