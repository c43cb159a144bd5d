//! Which schema a text of SQL leads to, and what is said of a resource against it.

mod equality;
mod judged;
mod kinds;

use std::{env, fs, process};

use proc_macro2::TokenStream;
use quote::quote;
use syn::{LitStr, parse_quote};

use super::{
    judge,
    read::{self, File, Files},
    schema::{Dialect, Schema, Table},
    split::{Subject, split},
    types::{PostgresType, SqliteType},
};

const BOTH: [Dialect; 2] = [Dialect::Sqlite, Dialect::Postgres];

fn files(texts: &[&str]) -> Vec<File> {
    texts
        .iter()
        .enumerate()
        .map(|(number, sql)| File { name: format!("{number}.sql"), sql: (*sql).to_owned() })
        .collect()
}

fn schema(dialect: Dialect, texts: &[&str]) -> Schema {
    Schema::read(dialect, &files(texts))
}

/// The schema of texts that are understood.
fn clear(dialect: Dialect, texts: &[&str]) -> Schema {
    let schema = schema(dialect, texts);
    let unclear: Vec<_> = schema.unclear.iter().map(|unclear| &unclear.why).collect();
    assert!(unclear.is_empty(), "{dialect:?} {texts:?}: {unclear:?}");
    schema
}

/// A line for each column: name, declared type, whether it is NOT NULL on SQLite and PostgreSQL.
fn columns(table: &Table) -> Vec<String> {
    let sign = |is: bool| if is { '!' } else { '?' };
    let of = |column: &super::schema::Column| {
        let not_null = column.not_null;
        format!(
            "{} {} {}{}",
            column.name,
            column.declared,
            sign(not_null.sqlite),
            sign(not_null.postgres)
        )
    };
    table.columns.iter().map(of).collect()
}

/// The columns of each unique index, and of each other one.
fn indexes(table: &Table) -> Vec<String> {
    let of = |index: &super::schema::Index| {
        let names: Vec<_> =
            index.columns.iter().map(|name| name.as_deref().unwrap_or("…")).collect();
        let unique = if index.unique { "unique " } else { "" };
        let partial = if index.partial { " partial" } else { "" };
        format!("{unique}({}){partial}", names.join(", "))
    };
    table.indexes.iter().map(of).collect()
}

#[test]
fn columns_and_their_constraints() {
    let sql = "CREATE TABLE IF NOT EXISTS documents (
        id TEXT PRIMARY KEY, owner_id TEXT NOT NULL, title VARCHAR(100) NULL UNIQUE, place INTEGER DEFAULT 3 NOT NULL CHECK (place > 0),
        CONSTRAINT once UNIQUE (owner_id, title), FOREIGN KEY (owner_id) REFERENCES users (id))";
    for dialect in BOTH {
        let schema = clear(dialect, &[sql]);
        let table = schema.table("documents").unwrap();
        assert_eq!(
            columns(table),
            ["id TEXT ?!", "owner_id TEXT !!", "title VARCHAR(100) ??", "place INTEGER !!"]
        );
        assert_eq!(indexes(table), ["unique (id)", "unique (title)", "unique (owner_id, title)"]);
        assert_eq!(table.column("title").unwrap().place.to_string(), "0.sql:2");
    }
}

#[test]
fn a_primary_key_of_sqlite_may_be_null_unless_it_is_the_row_id() {
    let may_be = |sql: &str| {
        let schema = clear(Dialect::Sqlite, &[sql]);
        !schema.table("t").unwrap().column("id").unwrap().not_null.sqlite
    };
    assert!(may_be("CREATE TABLE t (id TEXT PRIMARY KEY)"));
    assert!(may_be("CREATE TABLE t (id INT PRIMARY KEY)"));
    assert!(may_be("CREATE TABLE t (id INTEGER, tenant INTEGER, PRIMARY KEY (tenant, id))"));
    assert!(!may_be("CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT)"));
    assert!(!may_be("CREATE TABLE t (id INTEGER, PRIMARY KEY (id))"));
    assert!(!may_be("CREATE TABLE t (id TEXT PRIMARY KEY) WITHOUT ROWID"));
    assert!(!may_be("CREATE TABLE t (id TEXT PRIMARY KEY) STRICT"));
}

#[test]
fn what_postgres_alone_says() {
    let schema = clear(
        Dialect::Postgres,
        &["CREATE TABLE t (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, n BIGSERIAL, u UUID NOT NULL DEFAULT gen_random_uuid(),
            at TIMESTAMPTZ NOT NULL DEFAULT now(), tags TEXT[], j JSONB, twice BIGINT GENERATED ALWAYS AS (n * 2) STORED, \"Mixed\" TEXT, Folded TEXT,
            EXCLUDE USING gist (u WITH =, n WITH &&));
          CREATE UNIQUE INDEX CONCURRENTLY one ON t USING btree (u, lower(Folded)) INCLUDE (j) WHERE j IS NOT NULL;
          CREATE INDEX ON t USING gin (tags);"],
    );
    let table = schema.table("t").unwrap();
    let names: Vec<_> = table.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["id", "n", "u", "at", "tags", "j", "twice", "Mixed", "folded"]);
    let not_null = |name: &str| table.column(name).unwrap().not_null.postgres;
    assert!(not_null("id") && not_null("n") && !not_null("twice"));
    assert_eq!(
        indexes(table),
        ["unique (id)", "unique (u, …) partial", "unique (u, …) partial", "(tags)"]
    );
    assert!(!table.indexes.last().unwrap().finds_equal);
}

#[test]
fn what_sqlite_alone_says() {
    let schema = clear(
        Dialect::Sqlite,
        &["CREATE TABLE [t] (id INTEGER PRIMARY KEY AUTOINCREMENT, a, `b` BIGINT, \"Sort\" TEXT COLLATE NOCASE);
          CREATE INDEX byb ON T (B); CREATE UNIQUE INDEX bys ON t (sort COLLATE BINARY)"],
    );
    let table = schema.table("t").unwrap();
    assert_eq!(columns(table)[1], "a  ??");
    assert_eq!(indexes(table), ["unique (id)", "(b)", "unique (…)"]);
}

#[test]
fn later_files_change_what_earlier_ones_made() {
    let texts = [
        "CREATE TABLE notes (id BIGINT PRIMARY KEY, text TEXT, old TEXT UNIQUE);",
        "ALTER TABLE notes ADD COLUMN owner_id BIGINT NOT NULL DEFAULT 0;
         ALTER TABLE notes RENAME COLUMN text TO body;
         CREATE INDEX by_old ON notes (old);
         CREATE INDEX by_owner ON notes (owner_id, body);",
        "ALTER TABLE notes DROP COLUMN old;
         ALTER TABLE notes RENAME COLUMN body TO content;
         ALTER TABLE notes RENAME TO documents;",
    ];
    for dialect in BOTH {
        let schema = clear(dialect, &texts);
        assert!(schema.table("notes").is_none());
        let table = schema.table("documents").unwrap();
        assert_eq!(columns(table), ["id BIGINT ?!", "content TEXT ??", "owner_id BIGINT !!"]);
        assert_eq!(indexes(table), ["unique (id)", "(owner_id, content)"]);
    }
}

#[test]
fn postgres_alters_columns_and_constraints() {
    let schema = clear(
        Dialect::Postgres,
        &[
            "CREATE TABLE t (id INTEGER, email TEXT UNIQUE, note TEXT NOT NULL, CONSTRAINT c UNIQUE (note), UNIQUE (id, email));
             CREATE UNIQUE INDEX ids ON t (id);",
            "ALTER TABLE IF EXISTS ONLY t ALTER COLUMN email SET NOT NULL, ALTER note DROP NOT NULL, ALTER COLUMN id TYPE BIGINT USING id::bigint;
             ALTER TABLE t ADD CONSTRAINT pk PRIMARY KEY USING INDEX ids;
             ALTER TABLE t DROP CONSTRAINT t_email_key, DROP CONSTRAINT IF EXISTS c, DROP CONSTRAINT t_id_email_key;
             ALTER TABLE t ADD CONSTRAINT mail UNIQUE (email); ALTER TABLE t RENAME CONSTRAINT mail TO post;
             ALTER TABLE t OWNER TO api; ALTER TABLE t ENABLE ROW LEVEL SECURITY;",
        ],
    );
    let table = schema.table("t").unwrap();
    assert_eq!(columns(table), ["id BIGINT ?!", "email TEXT !!", "note TEXT ??"]);
    assert_eq!(indexes(table), ["unique (id)", "unique (email)"]);
    assert_eq!(table.indexes[1].name.as_deref(), Some("post"));
    assert_eq!(table.column("id").unwrap().postgres, PostgresType::Int8);
    assert_eq!(table.column("id").unwrap().place.to_string(), "1.sql:1");
}

#[test]
fn what_is_dropped_is_gone() {
    for dialect in BOTH {
        let schema = clear(
            dialect,
            &["CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (id INTEGER PRIMARY KEY, o TEXT);
               CREATE INDEX by_o ON b (o); CREATE UNIQUE INDEX u ON b (o);
               DROP TABLE IF EXISTS a; DROP INDEX by_o; DROP INDEX IF EXISTS u;"],
        );
        assert!(schema.table("a").is_none());
        assert_eq!(indexes(schema.table("b").unwrap()), ["unique (id)"]);
    }
    let schema = clear(
        Dialect::Postgres,
        &["CREATE TABLE app.a (id INT); CREATE TABLE b (id INT); DROP SCHEMA app CASCADE"],
    );
    assert!(schema.table("app.a").is_none() && schema.table("b").is_some());
    let schema = clear(Dialect::Postgres, &["CREATE TABLE b (id INT); DROP SCHEMA public CASCADE"]);
    assert!(schema.table("b").is_none());
}

#[test]
fn an_index_that_has_another_name_is_dropped_by_that() {
    let schema = clear(
        Dialect::Postgres,
        &[
            "CREATE TABLE t (id INT PRIMARY KEY, o INT); CREATE INDEX a ON t (o); ALTER INDEX a RENAME TO b; DROP INDEX a; CREATE INDEX ON t (o, id); DROP INDEX t_o_id_idx",
        ],
    );
    assert_eq!(indexes(schema.table("t").unwrap()), ["unique (id)", "(o)"]);
}

#[test]
fn sqlite_makes_a_table_anew_under_another_name() {
    let schema = clear(
        Dialect::Sqlite,
        &[
            "CREATE TABLE t (id INTEGER PRIMARY KEY, secret TEXT);",
            "PRAGMA foreign_keys = OFF; CREATE TABLE t_new (id INTEGER PRIMARY KEY, o TEXT NOT NULL);
             INSERT INTO t_new SELECT id, 'x;y' FROM t; DROP TABLE t; ALTER TABLE t_new RENAME TO t;",
        ],
    );
    assert_eq!(schema.tables.len(), 1);
    assert_eq!(columns(schema.table("t").unwrap()), ["id INTEGER !!", "o TEXT !!"]);
}

#[test]
fn a_table_is_found_in_its_schema() {
    let schema = clear(
        Dialect::Postgres,
        &[
            "CREATE TABLE app.t (id INT); CREATE TABLE public.u (id INT); CREATE TABLE db.app.v (id INT); ALTER TABLE app.t RENAME TO w",
        ],
    );
    assert!(schema.table("app.w").is_some() && schema.table("w").is_none());
    assert!(schema.table("u").is_some() && schema.table("public.u").is_some());
    assert!(schema.table("app.v").is_some());
}

#[test]
fn a_temporary_table_is_none() {
    for dialect in BOTH {
        let schema = clear(dialect, &["CREATE TEMP TABLE t (id INTEGER PRIMARY KEY)"]);
        assert!(schema.table("t").is_none());
    }
}

#[test]
fn a_table_that_is_there_is_not_made_again() {
    for dialect in BOTH {
        let schema = clear(
            dialect,
            &["CREATE TABLE t (id INTEGER); CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, o TEXT);
               CREATE INDEX i ON t (id); CREATE UNIQUE INDEX IF NOT EXISTS i ON t (id)"],
        );
        let table = schema.table("t").unwrap();
        assert_eq!((columns(table).len(), indexes(table)), (1, vec!["(id)".to_owned()]));
    }
}

#[test]
fn what_is_not_about_tables_is_passed_over() {
    let postgres = "CREATE EXTENSION IF NOT EXISTS \"uuid-ossp\";
        CREATE TYPE mood AS ENUM ('sad', 'ok');
        CREATE FUNCTION touch() RETURNS trigger AS $$ BEGIN DROP TABLE t; NEW.at = now(); RETURN NEW; END; $$ LANGUAGE plpgsql;
        CREATE FUNCTION one() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END;
        CREATE TRIGGER touched BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touch();
        DO $body$ BEGIN RAISE NOTICE 'x;'; END $body$;
        CREATE POLICY p ON t USING (true); GRANT ALL ON t TO api; COMMENT ON TABLE t IS 'it''s; fine';
        SOMETHING THAT NOBODY KNOWS ON t;
        BEGIN; CREATE TABLE t (id BIGINT PRIMARY KEY); COMMIT;";
    assert!(clear(Dialect::Postgres, &[postgres]).table("t").is_some());
    let sqlite = "CREATE TRIGGER touched AFTER UPDATE ON t BEGIN UPDATE t SET n = CASE WHEN n > 0 THEN 1 ELSE 0 END; DELETE FROM t; END;
        PRAGMA journal_mode = WAL; /* ; */ INSERT INTO t VALUES (x'00', ';'); -- ;
        CREATE TABLE t (id INTEGER PRIMARY KEY);";
    assert!(clear(Dialect::Sqlite, &[sqlite]).table("t").is_some());
}

#[test]
fn what_is_about_tables_and_makes_no_sense_counts_where_they_are_named() {
    let texts = [
        "CREATE TABLE t (id BIGINT PRIMARY KEY);\n\nALTER TABLE t FROBNICATE (\n  id);\nALTER TABLE u FROBNICATE;",
    ];
    for dialect in BOTH {
        let schema = schema(dialect, &texts);
        assert_eq!(schema.unclear.len(), 2);
        assert_eq!(schema.unclear_about(&["t"]).unwrap().place.line, 3);
        assert!(schema.unclear_about(&["other"]).is_none());
    }
}

/// A statement that is not understood could be about it under another name, or drop the index that its id needs.
#[test]
fn no_former_name_and_no_index_hides_what_makes_no_sense() {
    for strange in [
        "ALTER TABLE old FROBNICATE",
        "ALTER TABLE \"OLD\" FROBNICATE",
        "ALTER TABLE 'old' FROBNICATE",
        "DROP INDEX ids FROBNICATE",
    ] {
        let texts = [
            "CREATE TABLE old (id BIGINT); CREATE UNIQUE INDEX ids ON old (id);",
            strange,
            "ALTER TABLE old RENAME TO t",
        ];
        for dialect in BOTH {
            assert!(
                schema(dialect, &texts).unclear_about(&["t"]).is_some(),
                "{dialect:?} {strange}"
            );
        }
    }
}

#[test]
fn a_text_without_an_end_could_hold_anything() {
    for sql in [
        "CREATE TABLE t (id BIGINT); INSERT INTO u VALUES ('",
        "CREATE TRIGGER x AFTER UPDATE ON u BEGIN DELETE FROM u; DROP TABLE t;",
    ] {
        for dialect in BOTH {
            assert!(schema(dialect, &[sql]).unclear_about(&["t"]).is_some(), "{dialect:?} {sql}");
        }
    }
}

#[test]
fn columns_that_stand_elsewhere_are_said_to() {
    for sql in [
        "CREATE TABLE t AS SELECT 1 AS id",
        "CREATE TABLE t (LIKE u)",
        "CREATE TABLE t (id BIGINT) INHERITS (u)",
        "CREATE TABLE t PARTITION OF u DEFAULT",
    ] {
        let schema = clear(Dialect::Postgres, &[sql]);
        assert!(schema.table("t").unwrap().columns_elsewhere, "{sql}");
    }
    let schema = clear(Dialect::Sqlite, &["CREATE VIRTUAL TABLE t USING fts5(title, body)"]);
    assert!(schema.table("t").unwrap().columns_elsewhere);
}

#[test]
fn first_words_say_what_a_statement_is_about() {
    let subject = |sql: &str| split(Dialect::Postgres, sql).unwrap().pop().unwrap().subject();
    for sql in [
        "create unique index i on t (a)",
        "CREATE UNLOGGED TABLE t (a INT)",
        "/* x */ ALTER TABLE t",
        "DROP SCHEMA a",
    ] {
        assert_eq!(subject(sql), Subject::Tables, "{sql}");
    }
    for sql in [
        "CREATE SEQUENCE table_ids",
        "\"CREATE\" TABLE",
        "UPDATE t SET a = 1",
        "DROP TRIGGER index ON t",
        "CREATE TYPE x AS ENUM ()",
    ] {
        assert_eq!(subject(sql), Subject::Other, "{sql}");
    }
    for sql in [
        "CREATE VIEW v AS SELECT 1",
        "CREATE OR REPLACE VIEW app.v AS SELECT 1",
        "CREATE MATERIALIZED VIEW IF NOT EXISTS v AS SELECT 1",
    ] {
        assert_eq!(subject(sql), Subject::View("v".to_owned()), "{sql}");
    }
}

#[test]
fn types_of_sqlite_by_affinity() {
    for (declared, expected) in [
        ("INTEGER", SqliteType::Integer),
        ("UNSIGNED BIG INT", SqliteType::Integer),
        ("BOOLEAN", SqliteType::Integer),
        ("VARCHAR(255)", SqliteType::Text),
        ("NVARCHAR", SqliteType::Text),
        ("BLOB", SqliteType::Blob),
        ("DOUBLE PRECISION", SqliteType::Real),
        ("FLOAT", SqliteType::Real),
        // The trap: it is no text.
        ("STRING", SqliteType::Numeric),
        ("DECIMAL(10,5)", SqliteType::Numeric),
        ("DATETIME", SqliteType::Unknown),
        ("UUID", SqliteType::Unknown),
        ("", SqliteType::Unknown),
    ] {
        assert_eq!(SqliteType::of(declared), expected, "{declared}");
    }
}

#[test]
fn types_of_postgres_by_name() {
    for (declared, expected) in [
        ("INT", PostgresType::Int4),
        ("BIGSERIAL", PostgresType::Int8),
        ("SMALLINT", PostgresType::Int2),
        ("CHARACTER VARYING(10)", PostgresType::Text),
        ("CITEXT", PostgresType::Text),
        ("FLOAT(24)", PostgresType::Float4),
        ("FLOAT", PostgresType::Float8),
        ("DOUBLE PRECISION", PostgresType::Float8),
        ("TIMESTAMP(3) WITH TIME ZONE", PostgresType::BuiltIn),
        ("TEXT[]", PostgresType::BuiltIn),
        ("NUMERIC(10,2)", PostgresType::BuiltIn),
        ("BYTEA", PostgresType::Bytes),
        ("mood", PostgresType::Unknown),
        ("BLOB", PostgresType::NotThere),
    ] {
        assert_eq!(PostgresType::of(declared), expected, "{declared}");
    }
}

/// A folder of its own with these files, and what reading it says.
fn folder(name: &str, files: &[(&str, &str)]) -> syn::Result<Vec<String>> {
    let root = env::temp_dir().join(format!("secure-api-migrations-{}-{name}", process::id()));
    let migrations = root.join("migrations");
    fs::create_dir_all(&migrations).unwrap();
    for (file, text) in files {
        fs::write(migrations.join(file), text).unwrap();
    }
    fs::create_dir_all(migrations.join("1_folder.sql")).unwrap();
    let read = read::read_from(&root, &parse_quote!("migrations"));
    fs::remove_dir_all(&root).unwrap();
    Ok(read?.files.into_iter().map(|file| file.name).collect())
}

#[test]
fn files_are_read_in_the_order_of_their_numbers() {
    let names = folder(
        "order",
        &[
            ("10_c.sql", ""),
            ("9_b.up.sql", ""),
            ("9_b.down.sql", "DROP TABLE t"),
            ("0001_a.sql", ""),
            ("README.md", ""),
            ("notes.sql", ""),
        ],
    );
    assert_eq!(names.unwrap(), ["0001_a.sql", "9_b.up.sql", "10_c.sql"]);
}

#[test]
fn files_that_sqlx_refuses_are_refused() {
    let message = |name: &str, files: &[(&str, &str)]| folder(name, files).unwrap_err().to_string();
    assert!(message("empty", &[("1_a.down.sql", "")]).contains("holds no migration"));
    assert!(
        message("name", &[("first_a.sql", "")])
            .contains("`first_a.sql` does not begin with a number")
    );
    let twice = message("twice", &[("1_a.sql", ""), ("01_b.sql", "")]);
    assert!(twice.contains("`01_b.sql` and `1_a.sql` have the same number"), "{twice}");
}

#[test]
fn a_path_is_one_on_every_machine() {
    let absolute = env::temp_dir().to_string_lossy().into_owned();
    let folder = LitStr::new(&absolute, proc_macro2::Span::call_site());
    let message = read::read(&folder).err().unwrap().to_string();
    assert!(message.contains("one machine only"), "{message}");
}

#[test]
fn the_option_stands_once_and_is_a_text() {
    let refused = |attribute: TokenStream| {
        let item = quote!(
            #[resource(table = "t", #attribute)]
            struct T {
                #[resource(id)]
                id: i64,
            }
        );
        crate::resource::expand(item).to_string()
    };
    assert!(refused(quote!(migrations)).contains("`migrations` is set to a text"));
    let twice = refused(quote!(migrations = "a", migrations = "b"));
    assert!(twice.contains("`migrations` stands here twice"), "{twice}");
}
