//! The databases of tests: for each a new file of SQLite, or a new schema on the PostgreSQL server of this process.

use std::{
    process::Child,
    sync::{
        LazyLock,
        atomic::{AtomicU32, Ordering},
    },
};

use sqlx::{
    AssertSqlSafe, FromRow, PgPool, SqlitePool,
    postgres::{PgPoolOptions, PgRow},
    sqlite::SqliteRow,
};
use tempfile::TempDir;

use crate::postgres::Postgres;

/// Which database a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On {
    Sqlite,
    Postgres,
}

impl On {
    /// Whether it is there. If no PostgreSQL is, that is said on the error stream, or fails where tools are required.
    #[must_use]
    pub fn is_there(self) -> bool {
        self == Self::Sqlite || SERVER.is_some()
    }
}

/// Makes a test of each of these functions on each database: they take [`On`].
#[macro_export]
macro_rules! on_each_database {
    ($($test:ident),* $(,)?) => {
        mod on_sqlite {$(
            #[tokio::test]
            async fn $test() {
                super::$test($crate::database::On::Sqlite).await;
            }
        )*}

        mod on_postgres {$(
            #[tokio::test]
            async fn $test() {
                if $crate::database::On::Postgres.is_there() {
                    super::$test($crate::database::On::Postgres).await;
                }
            }
        )*}
    };
}

/// The server, and the shell that ends it after this process: no test is the last one.
static SERVER: LazyLock<Option<(Postgres, Child)>> = LazyLock::new(|| {
    let server = Postgres::start()?;
    let watch = server.end_after_this_process().expect("a shell");
    Some((server, watch))
});

/// A database of a test's own, empty, beside the connections of the application.
#[derive(Debug)]
pub struct Database {
    url: String,
    session: Session,
}

#[derive(Debug)]
enum Session {
    Sqlite { pool: SqlitePool, _directory: TempDir },
    Postgres(PgPool),
}

impl Database {
    /// Makes one.
    ///
    /// # Panics
    /// If there is none of this kind.
    pub async fn new(on: On) -> Self {
        match on {
            On::Sqlite => {
                let directory = tempfile::tempdir().expect("a temporary directory");
                let url = format!("sqlite:{}?mode=rwc", directory.path().join("app.db").display());
                let pool = SqlitePool::connect(&url).await.expect("a database");
                Self { url, session: Session::Sqlite { pool, _directory: directory } }
            }
            On::Postgres => {
                static NUMBER: AtomicU32 = AtomicU32::new(0);
                let (server, _) = SERVER.as_ref().expect("a server");
                let schema = format!("test_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
                let url = format!("{}?options[search_path]={schema}", server.url());
                let pool = PgPoolOptions::new().max_connections(2).connect(&url).await;
                let database = Self { url, session: Session::Postgres(pool.expect("a database")) };
                database.run(&format!("CREATE SCHEMA {schema}")).await;
                database
            }
        }
    }

    /// Its URL.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A URL by which nothing can be written.
    #[must_use]
    pub fn read_only_url(&self) -> String {
        match &self.session {
            Session::Sqlite { .. } => self.url.replace("mode=rwc", "mode=ro"),
            Session::Postgres(_) => {
                format!("{}&options[default_transaction_read_only]=on", self.url)
            }
        }
    }

    /// Runs statements, in the words of PostgreSQL.
    ///
    /// # Panics
    /// If one fails.
    pub async fn run(&self, sql: &str) {
        self.try_run(sql).await.expect(sql);
    }

    /// The same for what may fail.
    ///
    /// # Errors
    /// What the database says.
    pub async fn try_run(&self, sql: &str) -> Result<(), sqlx::Error> {
        match &self.session {
            Session::Sqlite { pool, .. } => {
                sqlx::raw_sql(AssertSqlSafe(for_sqlite(sql))).execute(pool).await.map(drop)
            }
            Session::Postgres(pool) => {
                sqlx::raw_sql(AssertSqlSafe(sql)).execute(pool).await.map(drop)
            }
        }
    }

    /// What a query gives, in the words of PostgreSQL.
    ///
    /// # Panics
    /// If it fails.
    pub async fn rows<T>(&self, sql: &str) -> Vec<T>
    where
        T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        let rows = match &self.session {
            Session::Sqlite { pool, .. } => {
                sqlx::query_as(AssertSqlSafe(for_sqlite(sql))).fetch_all(pool).await
            }
            Session::Postgres(pool) => sqlx::query_as(AssertSqlSafe(sql)).fetch_all(pool).await,
        };
        rows.expect(sql)
    }
}

/// What SQLite calls otherwise: types, and UUIDs, which are bytes there.
fn for_sqlite(sql: &str) -> String {
    let mut parts = sql.split("UUID '");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (id, rest) = part.split_at(36);
        text += &format!("x'{}{rest}", id.replace('-', ""));
    }
    text.replace("BIGINT GENERATED BY DEFAULT AS IDENTITY", "INTEGER")
        .replace("BIGINT", "INTEGER")
        .replace("UUID", "BLOB")
}
