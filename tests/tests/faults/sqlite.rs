//! SQLite: a database that is locked, read-only, or no longer there.

use std::time::Duration;

use secure_api_tests::app::ALICE;
use sqlx::{AssertSqlSafe, Connection as _, Row as _, SqliteConnection};
use tempfile::TempDir;
use uuid::Uuid;

use crate::app::{App, FIRST, RULES, SECOND, is_problem, is_unavailable, send};

/// The application on a file, and a connection beside it.
#[derive(Debug)]
pub struct File {
    pub app: App,
    connection: SqliteConnection,
    directory: TempDir,
}

impl File {
    /// Starts it, with two notes.
    pub async fn start() -> Self {
        Self::with("").await
    }

    /// Starts it, with this behind the URL that the application gets.
    async fn with(parameters: &str) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", directory.path().join("app.db").display());
        let mut connection = SqliteConnection::connect(&format!("{url}?mode=rwc")).await.unwrap();
        let tables = "PRAGMA busy_timeout = 60000; PRAGMA journal_mode = WAL; \
             CREATE TABLE notes (id BLOB PRIMARY KEY NOT NULL, owner_id BLOB NOT NULL, title TEXT NOT NULL, \
             open BOOLEAN NOT NULL)";
        sqlx::raw_sql(tables).execute(&mut connection).await.unwrap();
        for (id, title) in [(FIRST, "first"), (SECOND, "second")] {
            sqlx::query("INSERT INTO notes VALUES ($1, $2, $3, true)")
                .bind(id.parse::<Uuid>().unwrap())
                .bind(ALICE.parse::<Uuid>().unwrap())
                .bind(title)
                .execute(&mut connection)
                .await
                .unwrap();
        }
        let app = App::on(&format!("{url}{parameters}")).await;
        Self { app, connection, directory }
    }

    /// Runs anything.
    pub async fn run(&mut self, sql: &str) {
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut self.connection).await.unwrap();
    }

    /// The titles of all notes, by id.
    pub async fn titles(&mut self) -> Vec<String> {
        let rows =
            sqlx::raw_sql("SELECT title FROM notes ORDER BY id").fetch_all(&mut self.connection);
        rows.await.unwrap().iter().map(|row| row.get(0)).collect()
    }

    /// Waits until somebody is writing, or until nobody is.
    async fn until_written_by_another(&mut self, is: bool) {
        self.run("PRAGMA busy_timeout = 0").await;
        loop {
            let begin = sqlx::raw_sql("BEGIN IMMEDIATE");
            let free = begin.execute(&mut self.connection).await.is_ok();
            if free {
                self.run("ROLLBACK").await;
            }
            if free != is {
                break;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        self.run("PRAGMA busy_timeout = 60000").await;
    }
}

/// Another process writes for longer than a statement waits.
#[tokio::test]
async fn a_locked_database_is_503() {
    let mut file = File::start().await;
    file.run("BEGIN IMMEDIATE").await;
    let writes = [
        file.app.create("own", "made"),
        file.app.update("own", FIRST, "changed"),
        file.app.remove("filtered", SECOND),
    ];
    for write in writes.map(send) {
        is_unavailable(&file.app, &write.await.unwrap());
    }
    assert_eq!(file.app.read("own", FIRST).send().await.status, 200, "readers do not wait");
    file.run("COMMIT").await;
    assert_eq!(file.titles().await, ["first", "second"]);
    assert_eq!(file.app.create("filtered", "made").send().await.status, 201);
}

#[tokio::test]
async fn what_was_answered_by_a_timeout_is_not_written_later() {
    let mut file = File::start().await;
    file.run(
        "CREATE TABLE counted (number INTEGER);
         CREATE TRIGGER slow AFTER INSERT ON notes BEGIN
             INSERT INTO counted WITH RECURSIVE numbers (number) AS
                 (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < 5000000)
                 SELECT SUM(number) FROM numbers;
         END",
    )
    .await;
    for rule in RULES {
        let create = send(file.app.create(rule, "made"));
        file.until_written_by_another(true).await;
        tokio::time::pause();
        tokio::time::advance(Duration::from_secs(31)).await;
        let answer = create.await.unwrap();
        tokio::time::resume();
        is_problem(&file.app, &answer, 408, "Request Timeout", "the request took too long");
        file.until_written_by_another(false).await;
        assert_eq!(file.titles().await, ["first", "second"], "{rule}");
    }
    file.run("DROP TRIGGER slow").await;
    assert_eq!(file.app.create("own", "made").send().await.status, 201);
}

#[tokio::test]
async fn a_database_that_can_only_be_read_is_503() {
    let mut file = File::with("?mode=ro").await;
    for rule in RULES {
        assert_eq!(file.app.read(rule, FIRST).send().await.status, 200);
        is_unavailable(&file.app, &file.app.create(rule, "made").send().await);
        is_unavailable(&file.app, &file.app.update(rule, FIRST, "changed").send().await);
        is_unavailable(&file.app, &file.app.remove(rule, FIRST).send().await);
    }
    assert_eq!(file.titles().await, ["first", "second"]);
}

/// A file that is gone is not made again, empty: what would be written into it is not where everybody looks for it.
#[tokio::test]
async fn a_file_that_is_gone_is_503_and_stays_gone() {
    let file = File::start().await;
    // The one connection that is open keeps the file that it has; another request needs another.
    let held = send(file.app.update_behind_the_gate("own", FIRST, "changed"));
    file.app.gate.arrival().await;
    drop(held);
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(file.directory.path().join(format!("app.db{end}")));
    }
    let requests: Vec<_> = (0..4).map(|_| send(file.app.read("own", FIRST))).collect();
    for request in requests {
        let answer = request.await.unwrap();
        if answer.status != 200 {
            assert_eq!(answer.problem(503)["detail"], "something that is needed does not answer");
        }
    }
    assert!(!file.directory.path().join("app.db").exists());
}
