//! Constraints of the database: 409, and neither client nor audit trail hears which.

use crate::{
    app::{App, FIRST, RULES, SECOND, Stand, is_conflict},
    sqlite::File,
};

/// Every way to break one: makes a note like the second, changes the first one into it, deletes the first.
async fn are_conflicts(app: &App, requests: &[&str]) {
    for rule in RULES {
        for request in requests {
            let call = match *request {
                "create" => app.create(rule, "second"),
                "update" => app.update(rule, FIRST, "second"),
                _ => app.remove(rule, FIRST),
            };
            is_conflict(app, &call.send().await);
        }
    }
}

/// What is done to the table, which requests contradict it, what undoes it.
const POSTGRES: &[(&str, &[&str], &str)] = &[
    (
        "ALTER TABLE notes ADD CONSTRAINT once UNIQUE (title)",
        &["create", "update"],
        "ALTER TABLE notes DROP CONSTRAINT once",
    ),
    // Looked at when the transaction is committed.
    (
        "ALTER TABLE notes ADD CONSTRAINT once UNIQUE (title) DEFERRABLE INITIALLY DEFERRED",
        &["create", "update"],
        "ALTER TABLE notes DROP CONSTRAINT once",
    ),
    (
        "ALTER TABLE notes ADD CONSTRAINT one_by_one EXCLUDE USING btree (title WITH =)",
        &["create", "update"],
        "ALTER TABLE notes DROP CONSTRAINT one_by_one",
    ),
    (
        "ALTER TABLE notes ADD CONSTRAINT other CHECK (title <> 'second' OR id = '00000000-0000-4000-8000-000000000002')",
        &["create", "update"],
        "ALTER TABLE notes DROP CONSTRAINT other",
    ),
    (
        "ALTER TABLE notes ADD COLUMN secret TEXT NOT NULL DEFAULT 'x'; ALTER TABLE notes ALTER COLUMN secret DROP DEFAULT",
        &["create"],
        "ALTER TABLE notes DROP COLUMN secret",
    ),
    (
        "CREATE TABLE folders (id BIGINT PRIMARY KEY); ALTER TABLE notes ADD COLUMN folder BIGINT REFERENCES folders; \
         ALTER TABLE notes ALTER COLUMN folder SET DEFAULT 7",
        &["create"],
        "ALTER TABLE notes DROP COLUMN folder; DROP TABLE folders",
    ),
    (
        "CREATE TABLE pins (note UUID REFERENCES notes); INSERT INTO pins SELECT id FROM notes",
        &["remove"],
        "DROP TABLE pins",
    ),
    (
        "CREATE TABLE pins (note UUID REFERENCES notes DEFERRABLE INITIALLY DEFERRED); INSERT INTO pins SELECT id FROM notes",
        &["remove"],
        "DROP TABLE pins",
    ),
    // How PostgreSQL 18 calls what ON DELETE RESTRICT refuses.
    (
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS \
         'BEGIN RAISE EXCEPTION ''secret'' USING ERRCODE = ''restrict_violation''; END'; \
         CREATE TRIGGER refused BEFORE DELETE ON notes FOR EACH ROW EXECUTE FUNCTION refuse()",
        &["remove"],
        "DROP TRIGGER refused ON notes",
    ),
];

#[tokio::test]
async fn a_broken_constraint_of_postgres_is_409_without_a_word_about_it() {
    let Some(mut stand) = Stand::start().await else { return };
    for (made, requests, undone) in POSTGRES {
        stand.session.run(made).await;
        are_conflicts(&stand.app, requests).await;
        assert_eq!(stand.session.titles().await, ["first", "second"], "{made}");
        stand.session.run(undone).await;
        stand.is_healthy().await;
    }
}

const SQLITE: &[(&str, &[&str], &str)] = &[
    ("CREATE UNIQUE INDEX once ON notes (title)", &["create", "update"], "DROP INDEX once"),
    (
        "CREATE TABLE checked (secret TEXT CHECK (secret <> 'second')); \
         CREATE TRIGGER checks AFTER INSERT ON notes BEGIN INSERT INTO checked VALUES (NEW.title); END",
        &["create"],
        "DROP TRIGGER checks",
    ),
    (
        "CREATE TABLE numbers (secret INTEGER) STRICT; \
         CREATE TRIGGER numbers AFTER INSERT ON notes BEGIN INSERT INTO numbers VALUES (NEW.title); END",
        &["create"],
        "DROP TRIGGER numbers",
    ),
    (
        "CREATE TABLE pins (note BLOB REFERENCES notes (id)); INSERT INTO pins SELECT id FROM notes",
        &["remove"],
        "DROP TABLE pins",
    ),
    // Looked at when the transaction is committed.
    (
        "CREATE TABLE pins (note BLOB REFERENCES notes (id) DEFERRABLE INITIALLY DEFERRED); \
         INSERT INTO pins SELECT id FROM notes",
        &["remove"],
        "DROP TABLE pins",
    ),
    (
        "CREATE TRIGGER refused BEFORE DELETE ON notes BEGIN SELECT RAISE(ABORT, 'secret'); END",
        &["remove"],
        "DROP TRIGGER refused",
    ),
    (
        "CREATE TABLE needed (secret TEXT NOT NULL); \
         CREATE TRIGGER needs AFTER UPDATE ON notes BEGIN INSERT INTO needed VALUES (NULL); END",
        &["update"],
        "DROP TRIGGER needs",
    ),
];

#[tokio::test]
async fn a_broken_constraint_of_sqlite_is_409_without_a_word_about_it() {
    let mut file = File::start().await;
    for (made, requests, undone) in SQLITE {
        file.run(made).await;
        are_conflicts(&file.app, requests).await;
        assert_eq!(file.titles().await, ["first", "second"], "{made}");
        file.run(undone).await;
        assert_eq!(file.app.update("own", SECOND, "second").send().await.status, 200, "{made}");
        assert_eq!(file.app.create("own", "third").send().await.status, 201, "{made}");
        file.run("DELETE FROM notes WHERE title = 'third'").await;
    }
}
