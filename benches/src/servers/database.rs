//! The rows that are read: 1,000 documents of 10 owners, in a SQLite file of its own for each server.

use std::{error::Error, time::Duration};

use sqlx::{
    SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions},
};
use tempfile::TempDir;
use uuid::Uuid;

/// Whose token the requests bear.
pub(super) const OWNER: Uuid = Uuid::from_u128(7);

const ROWS: &str = "
    CREATE TABLE documents (
        id BLOB PRIMARY KEY NOT NULL,
        owner_id BLOB NOT NULL,
        title TEXT NOT NULL,
        content TEXT NOT NULL
    ) STRICT;
    CREATE INDEX documents_by_owner ON documents (owner_id, id);
    WITH RECURSIVE numbers (n) AS (VALUES (0) UNION ALL SELECT n + 1 FROM numbers WHERE n < 999)
    INSERT INTO documents
    SELECT unhex(printf('%032d', n)), unhex(printf('%032x', n % 10)), 'Document ' || n, hex(zeroblob(100)) FROM numbers;
";

/// A database that is gone when this is dropped.
#[derive(Debug)]
pub(super) struct Database {
    directory: TempDir,
}

impl Database {
    pub(super) async fn create() -> Result<Self, Box<dyn Error>> {
        let database = Self { directory: tempfile::tempdir()? };
        let pool = database.pool().await?;
        sqlx::raw_sql(ROWS).execute(&pool).await?;
        pool.close().await;
        Ok(database)
    }

    pub(super) fn url(&self) -> String {
        format!("sqlite:{}?mode=rwc", self.directory.path().join("documents.db").display())
    }

    /// Connections with the settings of [`Db::connect`](secure_api::Db::connect).
    pub(super) async fn pool(&self) -> Result<SqlitePool, sqlx::Error> {
        let options: SqliteConnectOptions = self.url().parse()?;
        let options = options
            .journal_mode(SqliteJournalMode::Wal)
            .busy_timeout(Duration::from_secs(5))
            .foreign_keys(true);
        SqlitePoolOptions::new()
            .acquire_timeout(Duration::from_secs(5))
            .test_before_acquire(false)
            .connect_with(options)
            .await
    }
}
