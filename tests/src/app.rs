//! The application under test: one database, one clock, one audit trail.

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
use uuid::Uuid;

use crate::{
    audit::Events,
    client::Call,
    database::{Database, On},
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
    /// Its database, by connections of the test's own.
    pub database: Database,
}

impl App {
    /// Starts it as most tests want it, where it does not matter on which database: on SQLite, as all that say nothing of it.
    pub async fn start() -> Self {
        Self::on(On::Sqlite).await
    }

    /// Starts it on this database.
    pub async fn on(on: On) -> Self {
        Self::routed_on(on, |security| security, endpoints::routes()).await
    }

    /// Starts it with other settings.
    pub async fn with(settings: impl FnOnce(SecurityBuilder) -> SecurityBuilder) -> Self {
        Self::routed(settings, endpoints::routes()).await
    }

    /// Starts it with other settings and routes.
    pub async fn routed(
        settings: impl FnOnce(SecurityBuilder) -> SecurityBuilder,
        routes: SecureRouter<AppState>,
    ) -> Self {
        Self::routed_on(On::Sqlite, settings, routes).await
    }

    /// Starts it on this database, with other settings and routes.
    ///
    /// # Panics
    /// If it does not start.
    pub async fn routed_on(
        on: On,
        settings: impl FnOnce(SecurityBuilder) -> SecurityBuilder,
        routes: SecureRouter<AppState>,
    ) -> Self {
        let database = Database::new(on).await;
        fill(&database).await;
        let url = database.url().to_owned();
        Self::by(&url, settings, routes, database).await
    }

    /// Starts it on a database that can only be read.
    ///
    /// # Panics
    /// If it does not start.
    pub async fn read_only(on: On) -> Self {
        let database = Database::new(on).await;
        if on == On::Sqlite {
            database.run("PRAGMA journal_mode = WAL").await;
        }
        fill(&database).await;
        let url = database.read_only_url();
        Self::by(&url, |security| security, endpoints::routes(), database).await
    }

    async fn by(
        url: &str,
        settings: impl FnOnce(SecurityBuilder) -> SecurityBuilder,
        routes: SecureRouter<AppState>,
        database: Database,
    ) -> Self {
        let (clock, events) = (ManualClock::at_unix_seconds(tokens::NOW), Events::default());
        let security = settings(security().clock(clock.clone()).audit(events.clone()));
        let security = security.build().expect("safe settings");
        let db = Db::connect(url).await.expect("a database");
        let state = AppState { security, db, runs: Arc::default() };
        let service = routes.with_state(state.clone()).into_service().expect("a service");
        Self { service, clock, events, state, database }
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
    pub async fn table(&self) -> Vec<Row> {
        self.database.rows("SELECT id, owner_id, title, content FROM documents ORDER BY id").await
    }
}

/// Settings that verify the test's tokens.
pub fn security() -> SecurityBuilder {
    Security::builder().jwt(tokens::verifier()).roles::<Role>()
}

async fn fill(database: &Database) {
    database
        .run(
            "CREATE TABLE documents (id UUID PRIMARY KEY NOT NULL, owner_id UUID NOT NULL, \
             title TEXT NOT NULL, content TEXT NOT NULL)",
        )
        .await;
    for (id, owner, title, content) in [
        (BOBS_FIRST, BOB, "Bob''s first", BOBS_SECRET),
        (ALICES, ALICE, "Alice''s", "tea and cake"),
        (BOBS, BOB, "Bob''s", BOBS_SECRET),
        (ALICES_LAST, ALICE, "Alice''s last", "more tea"),
    ] {
        let row = format!("(UUID '{id}', UUID '{owner}', '{title}', '{content}')");
        database.run(&format!("INSERT INTO documents VALUES {row}")).await;
    }
}
