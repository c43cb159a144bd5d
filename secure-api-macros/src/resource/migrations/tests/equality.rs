//! What is the same to the database: by which unique indexes it finds a row that is there, and which texts it takes for one.

use quote::quote;

use super::{
    super::{
        schema::{Dialect, Name},
        types::{is_citext, tells_apart},
    },
    clear,
    judged::said,
};

/// The columns of the indexes that an upsert can name, of a table whose rows are kept or not.
fn arbiters(dialect: Dialect, sql: &str, soft_delete: Option<&str>) -> Vec<String> {
    let schema = clear(dialect, &[sql]);
    let table = schema.table("t").unwrap();
    table.arbiters(soft_delete).map(|columns| columns.join(" ")).collect()
}

#[test]
fn a_row_that_is_there_is_found_by_a_unique_index_of_columns() {
    let table =
        "CREATE TABLE t (id BIGINT PRIMARY KEY, a TEXT NOT NULL, b TEXT NOT NULL, gone TEXT";
    for (rest, expected) in [
        (")", "id"),
        (", UNIQUE (b, a))", "id, b a"),
        (", UNIQUE (a)); DROP TABLE IF EXISTS u", "id, a"),
        ("); CREATE UNIQUE INDEX i ON t (a, b)", "id, a b"),
        ("); CREATE UNIQUE INDEX i ON t (a, b DESC)", "id, a b"),
        ("); CREATE UNIQUE INDEX i ON t (a, b COLLATE x)", "id"),
        ("); CREATE UNIQUE INDEX i ON t (a, b); DROP INDEX i", "id"),
        ("); CREATE UNIQUE INDEX i ON t (a, b); ALTER TABLE t RENAME COLUMN b TO c", "id, a c"),
        ("); CREATE INDEX i ON t (a, b)", "id"),
        ("); CREATE UNIQUE INDEX i ON t (a, lower(b))", "id"),
        ("); CREATE UNIQUE INDEX i ON t (a, b) WHERE b <> ''", "id"),
        ("); CREATE UNIQUE INDEX i ON t (a, b) WHERE gone IS NULL", "id"),
    ] {
        for dialect in super::BOTH {
            let found = arbiters(dialect, &format!("{table}{rest};"), None).join(", ");
            assert_eq!(found, expected, "{dialect:?} {rest}");
        }
    }
    // What PostgreSQL may look at when the transaction ends.
    for (rest, expected) in [
        (", UNIQUE (a, b) DEFERRABLE)", "id"),
        (", UNIQUE (a, b) INITIALLY DEFERRED)", "id"),
        (", UNIQUE (a, b) NOT DEFERRABLE)", "id, a b"),
        ("); ALTER TABLE t ADD COLUMN c TEXT UNIQUE DEFERRABLE", "id"),
        ("); ALTER TABLE t ADD EXCLUDE USING gist (a WITH =)", "id"),
        (
            "); CREATE UNIQUE INDEX i ON t (a); ALTER TABLE t ADD CONSTRAINT j UNIQUE USING INDEX i DEFERRABLE",
            "id",
        ),
    ] {
        let found = arbiters(Dialect::Postgres, &format!("{table}{rest};"), None).join(", ");
        assert_eq!(found, expected, "{rest}");
    }
}

#[test]
fn an_index_may_leave_out_what_is_deleted() {
    let table = "CREATE TABLE t (a TEXT NOT NULL, b TEXT, gone TEXT);";
    for (predicate, is_found) in [
        ("gone IS NULL", true),
        ("(gone IS NULL)", true),
        ("gone IS NOT NULL", false),
        ("b IS NULL", false),
        ("gone IS NULL AND b IS NULL", false),
    ] {
        let index = format!("CREATE UNIQUE INDEX i ON t (a) WHERE {predicate};");
        for dialect in super::BOTH {
            let found = arbiters(dialect, &format!("{table}{index}"), Some("gone"));
            assert_eq!(!found.is_empty(), is_found, "{dialect:?} {predicate}");
        }
    }
    let renamed = "CREATE UNIQUE INDEX i ON t (a) WHERE gone IS NULL; ALTER TABLE t RENAME COLUMN gone TO deleted;";
    for dialect in super::BOTH {
        let sql = format!("{table}{renamed}");
        assert_eq!(arbiters(dialect, &sql, Some("deleted")), ["a"], "{dialect:?}");
    }
}

#[test]
fn what_says_whose_a_row_is_is_compared_letter_by_letter() {
    let item = |database: &str| {
        quote! {
            #[resource(
                table = "t",
                migrations = "m",
                database = #database,
                member(table = "m", resource_key = "t_id", user_key = "reader", tenant = "tenant",
                    levels(level = ["read"]), filter(kind = "person"))
            )]
            struct T {
                #[resource(id)]
                id: String,
                #[resource(owner)]
                owner: String,
                #[resource(tenant)]
                tenant: String,
                title: String,
            }
        }
    };
    let tables = |column: &str, is: &str| {
        let declared = |name: &str| if name == column { is } else { "TEXT" }.to_owned();
        let column = |name: &str| {
            let column = name.rsplit('.').next().unwrap();
            format!("{column} {} NOT NULL", declared(name))
        };
        format!(
            "CREATE TABLE t ({}, {}, {}, {}, UNIQUE (id), UNIQUE (tenant, owner)); CREATE TABLE m ({}, {}, {}, {}, {}, UNIQUE (reader, t_id));",
            column("t.id"),
            column("t.owner"),
            column("t.tenant"),
            column("t.title"),
            column("m.t_id"),
            column("m.reader"),
            column("m.tenant"),
            column("m.level"),
            column("m.kind"),
        )
    };
    let columns =
        ["t.id", "t.owner", "t.tenant", "m.t_id", "m.reader", "m.tenant", "m.level", "m.kind"];
    for (database, is) in [
        ("sqlite", "TEXT COLLATE NOCASE"),
        ("sqlite", "TEXT COLLATE rtrim"),
        ("postgres", "TEXT COLLATE case_insensitive"),
        ("postgres", "TEXT COLLATE \"und-ci\""),
        ("postgres", "CITEXT"),
        ("postgres", "public.citext"),
    ] {
        for column in columns {
            let (mistakes, _) = said(item(database), &[&tables(column, is)]);
            let (table, name) = column.split_once('.').unwrap();
            let says = format!("column `{name}` of table `{table}` ");
            assert!(mistakes.contains(&says), "{column} {is} {mistakes}");
            assert!(mistakes.contains(&format!("declare it `{name} TEXT NOT NULL`")), "{mistakes}");
            assert_eq!(mistakes.matches("compile_error").count(), 1, "{mistakes}");
        }
        // What is only read may be of any.
        let (mistakes, _) = said(item(database), &[&tables("t.title", is)]);
        assert_eq!(mistakes, "", "{is}");
    }
    for (database, is) in [
        ("sqlite", "TEXT COLLATE BINARY"),
        ("postgres", "TEXT COLLATE \"C\""),
        ("postgres", "TEXT COLLATE \"en_US\""),
        ("postgres", "TEXT COLLATE pg_catalog.\"default\""),
    ] {
        for column in columns {
            let (mistakes, _) = said(item(database), &[&tables(column, is)]);
            assert_eq!(mistakes, "", "{column} {is}");
        }
    }
    // A type that is stated anew has the collation that is stated with it.
    let again =
        tables("t.owner", "TEXT COLLATE ci") + "ALTER TABLE t ALTER COLUMN owner TYPE TEXT;";
    assert_eq!(said(item("postgres"), &[&again]).0, "");
}

#[test]
fn collations_by_name() {
    let of = |schema: Option<&str>, name: &str| Name {
        schema: schema.map(str::to_owned),
        name: name.to_owned(),
    };
    for name in [
        "C",
        "POSIX",
        "default",
        "ucs_basic",
        "unicode",
        "C.UTF-8",
        "en_US",
        "de_DE.utf8",
        "ca_ES@valencia",
        "und-x-icu",
        "de-AT-x-icu",
        "pg_c_utf8",
    ] {
        assert!(tells_apart(Dialect::Postgres, &of(None, name)), "{name}");
        assert!(tells_apart(Dialect::Postgres, &of(Some("pg_catalog"), name)), "{name}");
        // Made by somebody, who may have called it anything.
        assert!(!tells_apart(Dialect::Postgres, &of(Some("app"), name)), "{name}");
        assert!(!tells_apart(Dialect::Sqlite, &of(None, name)), "{name}");
    }
    assert!(tells_apart(Dialect::Sqlite, &of(None, "BINARY")));
    for name in
        ["NOCASE", "nocase", "RTRIM", "ci", "case_insensitive", "und-ci", "no_CASE", "x_YYY"]
    {
        for dialect in super::BOTH {
            assert!(!tells_apart(dialect, &of(None, name)), "{name}");
        }
    }
    assert!(is_citext("CITEXT") && is_citext("public.citext"));
    assert!(!is_citext("TEXT") && !is_citext("citext_array"));
}
