//! The application under test: one database in a file, one clock, one audit trail.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use secure_api::{
    Db, SecureRouter, SecureService, SecureState, Security, SecurityBuilder,
    clock::{Clock as _, ManualClock},
};
use sqlx::{Row as _, SqlitePool};
use tempfile::TempDir;
use uuid::Uuid;

use crate::{
    audit::Events,
    client::Call,
    endpoints::{self, Role},
    tokens,
};

/// The subjects of the callers. Each of the first two owns two documents.
pub const ALICE: &str = "a11ce000-0000-4000-8000-000000000001";
pub const BOB: &str = "b0b00000-0000-4000-8000-000000000002";
pub const ADMIN: &str = "ad000000-0000-4000-8000-000000000003";

/// Ids in the table, in order: Bob's documents stand before, between and after Alice's.
pub const BOBS_FIRST: &str = "00000000-0000-4000-8000-000000000001";
pub const ALICES: &str = "00000000-0000-4000-8000-000000000002";
pub const BOBS: &str = "00000000-0000-4000-8000-000000000003";
pub const ALICES_LAST: &str = "00000000-0000-4000-8000-000000000004";

/// An id that nobody has.
pub const ABSENT: &str = "00000000-0000-4000-8000-00000000ffff";

/// What Bob's documents contain.
pub const BOBS_SECRET: &str = "the treasure is under the oak";

/// The state of the endpoints.
#[derive(Debug, Clone, SecureState)]
pub struct AppState {
    security: Security,
    db: Db,
    runs: Arc<AtomicUsize>,
}

impl AppState {
    /// The settings.
    #[must_use]
    pub fn security(&self) -> &Security {
        &self.security
    }

    /// The database.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// Takes note of a handler that runs.
    pub fn ran(&self) {
        self.runs.fetch_add(1, Ordering::SeqCst);
    }
}

/// A row of the table: id, owner, title, content.
pub type Row = (Uuid, Uuid, String, String);

/// The application, and what stands around it.
#[derive(Debug)]
pub struct App {
    pub service: SecureService,
    pub clock: ManualClock,
    pub events: Events,
    pub state: AppState,
    /// A connection of the test's own.
    pub pool: SqlitePool,
    _directory: TempDir,
}

impl App {
    /// Starts it as most tests want it.
    pub async fn start() -> Self {
        Self::with(|security| security).await
    }

    /// Starts it with other settings.
    pub async fn with(settings: impl FnOnce(SecurityBuilder) -> SecurityBuilder) -> Self {
        Self::routed(settings, endpoints::routes()).await
    }

    /// Starts it with other settings and routes.
    ///
    /// # Panics
    /// If it does not start.
    pub async fn routed(
        settings: impl FnOnce(SecurityBuilder) -> SecurityBuilder,
        routes: SecureRouter<AppState>,
    ) -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let url = format!("sqlite:{}?mode=rwc", directory.path().join("app.db").display());
        let pool = SqlitePool::connect(&url).await.expect("a database");
        fill(&pool).await;
        Self::on(settings, routes, &url, pool, directory).await
    }

    /// Starts it on a database that can only be read.
    ///
    /// # Panics
    /// If it does not start.
    pub async fn read_only() -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let file = directory.path().join("app.db");
        let url = format!("sqlite:{}?mode=rwc", file.display());
        let pool = SqlitePool::connect(&url).await.expect("a database");
        sqlx::query("PRAGMA journal_mode = WAL").execute(&pool).await.expect("a write-ahead log");
        fill(&pool).await;
        let url = format!("sqlite:{}?mode=ro", file.display());
        Self::on(|security| security, endpoints::routes(), &url, pool, directory).await
    }

    async fn on(
        settings: impl FnOnce(SecurityBuilder) -> SecurityBuilder,
        routes: SecureRouter<AppState>,
        url: &str,
        pool: SqlitePool,
        directory: TempDir,
    ) -> Self {
        let (clock, events) = (ManualClock::at_unix_seconds(tokens::NOW), Events::default());
        let security = settings(security().clock(clock.clone()).audit(events.clone()));
        let security = security.build().expect("safe settings");
        let db = Db::connect(url).await.expect("a database");
        let state = AppState { security, db, runs: Arc::default() };
        let service = routes.with_state(state.clone()).into_service().expect("a service");
        Self { service, clock, events, state, pool, _directory: directory }
    }

    /// A request, which is not sent yet.
    #[must_use]
    pub fn call(&self, method: &str, path: &str) -> Call {
        Call::new(self.service.clone(), method, path)
    }

    /// A `GET` request.
    #[must_use]
    pub fn get(&self, path: &str) -> Call {
        self.call("GET", path)
    }

    /// A `POST` request.
    #[must_use]
    pub fn post(&self, path: &str) -> Call {
        self.call("POST", path)
    }

    /// Moves the clock.
    pub fn wait(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    /// How many handlers have run that count it.
    #[must_use]
    pub fn runs(&self) -> usize {
        self.state.runs.load(Ordering::SeqCst)
    }

    /// The moment that the application believes in.
    #[must_use]
    pub fn now(&self) -> u64 {
        self.clock.now().unix_seconds()
    }

    /// The whole table, in the order of its ids.
    ///
    /// # Panics
    /// If it cannot be read.
    pub async fn table(&self) -> Vec<Row> {
        let rows = sqlx::query("SELECT id, owner_id, title, content FROM documents ORDER BY id")
            .fetch_all(&self.pool)
            .await
            .expect("the table");
        rows.iter().map(|row| (row.get(0), row.get(1), row.get(2), row.get(3))).collect()
    }
}

/// Settings that verify the test's tokens.
pub fn security() -> SecurityBuilder {
    Security::builder().jwt(tokens::verifier()).roles::<Role>()
}

async fn fill(pool: &SqlitePool) {
    sqlx::query(
        "CREATE TABLE documents (id BLOB PRIMARY KEY NOT NULL, owner_id BLOB NOT NULL, \
         title TEXT NOT NULL, content TEXT NOT NULL)",
    )
    .execute(pool)
    .await
    .expect("the table is made");
    let rows = [
        (BOBS_FIRST, BOB, "Bob's first", BOBS_SECRET),
        (ALICES, ALICE, "Alice's", "tea and cake"),
        (BOBS, BOB, "Bob's", BOBS_SECRET),
        (ALICES_LAST, ALICE, "Alice's last", "more tea"),
    ];
    for (id, owner, title, content) in rows {
        sqlx::query("INSERT INTO documents VALUES ($1, $2, $3, $4)")
            .bind(id.parse::<Uuid>().expect("an id"))
            .bind(owner.parse::<Uuid>().expect("an owner"))
            .bind(title)
            .bind(content)
            .execute(pool)
            .await
            .expect("a row");
    }
}
