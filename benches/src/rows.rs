//! Reading rows by hand and by the library: two endpoints of one application, on two databases with the same rows.
//!
//! Everything before the rows is the same pipeline, so what it costs, which an endpoint without rows shows, counts for neither.

mod endpoints;
#[expect(
    dead_code,
    unreachable_pub,
    reason = "it is public in the package of the tests, and used there"
)]
#[expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "it is made for tests"
)]
#[path = "../../tests/src/tokens.rs"]
mod tokens;

use std::{
    error::Error,
    net::SocketAddr,
    sync::{Arc, OnceLock},
    time::Duration,
};

use axum::{
    body::Body,
    extract::{ConnectInfo, Request},
    http::StatusCode,
};
use secure_api::{Db, SecureService, SecureState, Security, clock::ManualClock};
use sqlx::{
    SqlitePool,
    migrate::{Migration, MigrationType, Migrator},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions},
};
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt as _;
use uuid::Uuid;

use crate::Way;

/// What is read.
#[derive(Debug, Clone, Copy)]
pub struct Read {
    /// What the tables call it.
    pub name: &'static str,
    /// How many times the instructions of reading it by hand, at most, reading it by the library may take.
    pub at_most: f64,
    /// Below the way's own path.
    path: &'static str,
}

/// One row, and pages with and without a row before them.
pub const READS: [Read; 3] = [
    Read {
        name: "one row",
        at_most: 1.00,
        path: "/documents/00000000-0000-0000-0000-000000001207",
    },
    Read { name: "the first page of 50", at_most: 0.96, path: "/first" },
    Read { name: "a later page of 50", at_most: 0.99, path: "/later" },
];

impl Read {
    /// The one of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        READS.iter().find(|read| read.name == name)
    }

    fn request(&self, way: Option<Way>, token: &str) -> Result<Request, axum::http::Error> {
        let path = match way {
            Some(way) => format!("/{}{}", way.name(), self.path),
            None => "/neither".to_owned(),
        };
        Request::get(path)
            .header("host", "api.example")
            .header("authorization", format!("Bearer {token}"))
            .extension(ConnectInfo(SocketAddr::from(([192, 0, 2, 1], 40_000))))
            .body(Body::empty())
    }
}

/// What the endpoints share.
#[derive(Debug, Clone, SecureState)]
struct App {
    security: Security,
    db: Db,
    pool: SqlitePool,
    /// The library's cursor of the later page.
    after: Arc<OnceLock<String>>,
}

/// An application with 10,000 rows of 100 owners.
#[derive(Debug)]
pub struct Rows {
    runtime: Runtime,
    service: SecureService,
    token: String,
}

impl Rows {
    /// Starts it.
    ///
    /// # Errors
    /// If SQLite does not.
    pub fn start() -> Result<Self, Box<dyn Error>> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let app = runtime.block_on(app())?;
        let service =
            runtime.block_on(async { endpoints::routes().with_state(app).into_service() })?;
        let token = tokens::token(&Uuid::from_u128(OWNER).to_string(), &[]);
        Ok(Self { runtime, service, token })
    }

    /// Answers one request, and says whether it was answered as it should be. Without a way, it reads nothing.
    ///
    /// # Errors
    /// If there is no such request.
    pub fn read(&self, read: &Read, way: Option<Way>) -> Result<bool, Box<dyn Error>> {
        let request = read.request(way, &self.token)?;
        let answer = self.runtime.block_on(self.service.clone().oneshot(request))?;
        Ok(answer.status() == StatusCode::NO_CONTENT)
    }
}

/// Whose rows are read.
const OWNER: u128 = 7;

const ROWS: &str = "
    CREATE TABLE documents (
        id BLOB PRIMARY KEY NOT NULL,
        owner_id BLOB NOT NULL,
        title TEXT NOT NULL,
        content TEXT NOT NULL
    ) STRICT;
    CREATE INDEX documents_by_owner ON documents (owner_id, id);
    WITH RECURSIVE numbers (n) AS (VALUES (0) UNION ALL SELECT n + 1 FROM numbers WHERE n < 9999)
    INSERT INTO documents
    SELECT unhex(printf('%032d', n)), unhex(printf('%032x', n % 100)), 'Document ' || n, hex(zeroblob(100)) FROM numbers;
";

async fn app() -> Result<App, Box<dyn Error>> {
    let migration = |sql| Migration::new(1, "rows".into(), MigrationType::Simple, sql, false);
    let migrator = Migrator::with_migrations(vec![migration(sqlx::SqlStr::from_static(ROWS))]);
    let db = Db::connect("sqlite::memory:").await?;
    db.migrate(&migrator).await?;
    let pool = pool().await?;
    migrator.run(&pool).await?;
    let clock = ManualClock::at_unix_seconds(tokens::NOW);
    let security = Security::builder().jwt(tokens::verifier()).clock(clock).build()?;
    Ok(App { security, db, pool, after: Arc::default() })
}

/// With the settings of [`Db::connect`].
async fn pool() -> Result<SqlitePool, sqlx::Error> {
    let options: SqliteConnectOptions = "sqlite::memory:".parse()?;
    let options = options
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .busy_timeout(Duration::from_secs(5))
        .foreign_keys(true);
    SqlitePoolOptions::new()
        .acquire_timeout(Duration::from_secs(5))
        .test_before_acquire(false)
        .min_connections(1)
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(options)
        .await
}
