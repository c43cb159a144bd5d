//! Requests, statements and waits that take too long.

use std::time::Duration;

use secure_api::Db;
use secure_api_tests::postgres::Postgres;
use sqlx::{
    SqlStr,
    migrate::{Migration, MigrationType, Migrator},
};

use crate::app::{
    FIRST, PATIENT, RULES, SECOND, Session, Stand, When, is_problem, is_unavailable, send,
};

/// The client was told that the request took too long, and sends it again: then the first one must not be written as well, when at last
/// it can be.
#[tokio::test]
async fn what_was_answered_by_a_timeout_is_not_written_later() {
    let Some(mut stand) = Stand::with(PATIENT).await else { return };
    for rule in RULES {
        stand.session.hold_writes(When::Statement).await;
        let before = stand.session.tries().await;
        let writes = [
            stand.app.create(rule, "made"),
            stand.app.update(rule, FIRST, "changed"),
            stand.app.remove(rule, SECOND),
        ];
        let writes = writes.map(send);
        stand.session.until_waiting(3).await;
        tokio::time::pause();
        tokio::time::advance(Duration::from_secs(31)).await;
        for write in writes {
            let answer = write.await.unwrap();
            is_problem(&stand.app, &answer, 408, "Request Timeout", "the request took too long");
        }
        tokio::time::resume();
        stand.session.release_writes().await;
        stand.session.until_idle().await;
        assert_eq!(stand.session.titles().await, ["first", "second"], "{rule}");
        assert_eq!(stand.session.tries().await, before + 3);
        stand.is_healthy().await;
    }
}

/// Writes down what a session of the application is bound by.
const NOTED: &str = "
    CREATE TABLE settings (value TEXT);
    CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
        INSERT INTO settings VALUES (concat_ws('' '', current_setting(''lock_timeout''),
            current_setting(''statement_timeout''), current_setting(''idle_in_transaction_session_timeout'')));
        RETURN NULL; END';
    CREATE TRIGGER noted AFTER INSERT ON notes FOR EACH STATEMENT EXECUTE FUNCTION note();
";

#[tokio::test]
async fn a_session_waits_and_works_no_longer_than_a_bound() {
    for (parameters, expected) in [
        ("", "5s 30s 30s"),
        ("?options[statement_timeout]=2min", "5s 2min 30s"),
        ("?options=-c%20lock_timeout%3D1s", "1s 30s 30s"),
        ("?options[idle_in_transaction_session_timeout]=0&options[lock_timeout]=0", "0 30s 0"),
    ] {
        let Some(mut stand) = Stand::with(parameters).await else { return };
        stand.session.run(NOTED).await;
        assert_eq!(stand.app.create("own", "made").send().await.status, 201);
        let like = format!("SELECT COUNT(*)::TEXT FROM settings WHERE value = '{expected}'");
        assert_eq!(stand.session.number(&like).await, 1, "{parameters}");
    }
}

#[tokio::test]
async fn a_row_that_stays_locked_is_503() {
    let Some(mut stand) = Stand::with("?options[lock_timeout]=20ms").await else { return };
    stand.session.run(&format!("BEGIN; SELECT FROM notes WHERE id = '{FIRST}' FOR UPDATE")).await;
    for rule in RULES {
        is_unavailable(&stand.app, &stand.app.update(rule, FIRST, "changed").send().await);
        is_unavailable(&stand.app, &stand.app.remove(rule, FIRST).send().await);
    }
    stand.session.run("COMMIT").await;
    assert_eq!(stand.session.titles().await, ["first", "second"]);
    assert_eq!(stand.session.tries().await, 4);
    stand.is_healthy().await;
}

#[tokio::test]
async fn a_statement_that_takes_too_long_is_503() {
    let Some(mut stand) = Stand::with("?options[statement_timeout]=200ms").await else { return };
    for when in [When::Statement, When::Commit] {
        stand.session.hold_writes(when).await;
        for rule in RULES {
            is_unavailable(&stand.app, &stand.app.create(rule, "made").send().await);
            is_unavailable(&stand.app, &stand.app.update(rule, FIRST, "changed").send().await);
        }
        stand.session.release_writes().await;
        assert_eq!(stand.session.titles().await, ["first", "second"]);
    }
    stand.session.run("DROP TRIGGER held ON notes").await;
    stand.is_healthy().await;
}

/// A migration may rewrite a table, and waits until another instance has migrated.
#[tokio::test]
async fn migrations_take_the_time_that_they_need() {
    let Some(server) = Postgres::start() else { return };
    let bounds = "?options[statement_timeout]=50ms&options[lock_timeout]=50ms";
    let db = Db::connect(&format!("{}{bounds}", server.url())).await.unwrap();
    let mut session = Session::open(&server).await;
    session.run("CREATE TABLE busy ()").await;
    session.run("BEGIN; LOCK TABLE busy").await;
    let sql = SqlStr::from_static("SELECT pg_sleep(0.2); DROP TABLE busy; CREATE TABLE done ()");
    let migration = Migration::new(1, "slow".into(), MigrationType::Simple, sql, false);
    let migrator = Migrator::with_migrations(vec![migration]);
    let migrated = tokio::spawn(async move { db.migrate(&migrator).await });
    session.until_waiting(1).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    session.run("COMMIT").await;
    migrated.await.unwrap().unwrap();
    assert_eq!(session.number("SELECT COUNT(*)::TEXT FROM done").await, 0);
}
