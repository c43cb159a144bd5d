//! The application under test on a PostgreSQL server of its own, or on a file, and sessions beside it that hold locks.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use axum::{Json, extract::State, http::StatusCode};
use secure_api::{
    Db, SecureRouter, SecureService, SecureState, Security, audit::RequestEvent,
    clock::ManualClock, get, patch, post, prelude::*,
};
use secure_api_tests::{
    app::{ALICE, security},
    audit::{self, Events},
    client::{Answer, Call},
    postgres::Postgres,
    tokens::NOW,
};
use serde::Serialize;
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, Row as _};
use tokio::{sync::Semaphore, task::JoinHandle};
use uuid::Uuid;

/// A note, and one that stands in every table from the start.
pub const FIRST: &str = "00000000-0000-4000-8000-000000000001";
/// Another one.
pub const SECOND: &str = "00000000-0000-4000-8000-000000000002";

/// The tables of PostgreSQL. Every try to write a note takes a number, which no rollback gives back.
const TABLES: &str = "
    CREATE TABLE notes (
        id UUID PRIMARY KEY,
        owner_id UUID NOT NULL,
        title TEXT NOT NULL,
        open BOOLEAN NOT NULL
    );
    CREATE SEQUENCE tries;
    CREATE FUNCTION try() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN PERFORM nextval(''tries''); RETURN NULL; END';
    CREATE TRIGGER tried BEFORE INSERT OR UPDATE OR DELETE ON notes
        FOR EACH STATEMENT EXECUTE FUNCTION try();
";

/// A row of the table `notes`.
#[derive(Resource, sqlx::FromRow, Serialize)]
#[resource(table = "notes")]
pub struct Note {
    #[resource(id)]
    pub id: Uuid,
    #[resource(owner)]
    pub owner_id: Uuid,
    pub title: String,
    pub open: bool,
}

/// What a new note is made of.
#[derive(SecureInput)]
#[input(create = Note)]
pub struct NewNote {
    #[validate(length(min = 1, max = 100))]
    pub title: String,
    pub open: bool,
}

/// What may be changed.
#[derive(SecureInput)]
#[input(update = Note)]
pub struct NoteChange {
    #[validate(length(min = 1, max = 100))]
    pub title: Option<String>,
    pub open: Option<bool>,
}

/// The state of the endpoints.
#[derive(Debug, Clone, SecureState)]
pub struct AppState {
    security: Security,
    db: Db,
    gate: Gate,
}

/// Holds a handler between two statements.
#[derive(Debug, Clone)]
pub struct Gate {
    arrived: Arc<Semaphore>,
    open: Arc<Semaphore>,
}

impl Gate {
    /// Waits until a handler has come here.
    pub async fn arrival(&self) {
        self.arrived.acquire().await.unwrap().forget();
    }

    /// Lets one handler go on.
    pub fn open(&self) {
        self.open.add_permits(1);
    }

    async fn pass(&self) {
        self.arrived.add_permits(1);
        self.open.acquire().await.unwrap().forget();
    }
}

/// The same endpoints under a rule whose writes say whether they stay within it, and under one whose writes need not.
macro_rules! endpoints {
    ($module:ident: $($rule:tt)*) => {
        mod $module {
            use super::*;

            #[secure_endpoint($($rule)*, rate(none, reason = "a test"))]
            pub async fn create(
                notes: Scoped<Note>,
                Valid(Json(new)): Valid<Json<NewNote>>,
            ) -> Result<(StatusCode, Json<Note>)> {
                Ok((StatusCode::CREATED, Json(notes.create(new).await?)))
            }

            #[secure_endpoint($($rule)*, rate(none, reason = "a test"))]
            pub async fn read(note: Owned<Note>) -> Json<Note> {
                Json(note.into_inner())
            }

            #[secure_endpoint($($rule)*, rate(none, reason = "a test"))]
            pub async fn update(
                note: Owned<Note>,
                Valid(Json(change)): Valid<Json<NoteChange>>,
            ) -> Result<Json<Note>> {
                Ok(Json(note.update(change).await?))
            }

            #[secure_endpoint($($rule)*, rate(none, reason = "a test"))]
            pub async fn remove(note: Owned<Note>) -> Result<StatusCode> {
                note.delete().await?;
                Ok(StatusCode::NO_CONTENT)
            }

            #[secure_endpoint($($rule)*, rate(none, reason = "a test"))]
            pub async fn update_behind_the_gate(
                State(state): State<AppState>,
                note: Owned<Note>,
                Valid(Json(change)): Valid<Json<NoteChange>>,
            ) -> Result<Json<Note>> {
                state.gate.pass().await;
                Ok(Json(note.update(change).await?))
            }

            pub fn routes() -> SecureRouter<AppState> {
                SecureRouter::new()
                    .route("/", post(create))
                    .route("/{id}", get(read).patch(update).delete(remove))
                    .route("/{id}/gate", patch(update_behind_the_gate))
            }
        }
    };
}

endpoints!(own: owner);
endpoints!(filtered: all(owner, row(open = true)));

/// The rules under which the endpoints are mounted.
pub const RULES: [&str; 2] = ["own", "filtered"];

/// The application, on any database.
#[derive(Debug)]
pub struct App {
    service: SecureService,
    events: Events,
    /// The events of requests that nobody has asked about yet.
    audited: Mutex<Vec<RequestEvent>>,
    pub gate: Gate,
}

impl App {
    /// Starts it on this database.
    pub async fn on(url: &str) -> Self {
        let events = Events::default();
        let security = security()
            .clock(ManualClock::at_unix_seconds(NOW))
            .audit(events.clone())
            .refusals_per_minute(100_000)
            .build()
            .unwrap();
        let none = || Arc::new(Semaphore::new(0));
        let gate = Gate { arrived: none(), open: none() };
        let db = Db::connect(url).await.unwrap();
        let state = AppState { security, db, gate: gate.clone() };
        let routes = SecureRouter::new()
            .nest("/own", own::routes())
            .nest("/filtered", filtered::routes())
            .with_state(state);
        Self { service: routes.into_service().unwrap(), events, audited: Mutex::default(), gate }
    }

    /// The audit event of the request with this answer.
    fn event(&self, answer: &Answer) -> RequestEvent {
        let mut audited = self.audited.lock().unwrap();
        audited.extend(self.events.take());
        let id = answer.header("x-request-id");
        let found = audited.iter().position(|event| event.request_id.to_string() == id);
        audited.swap_remove(found.unwrap())
    }

    /// A request of the owner of all notes.
    pub fn call(&self, method: &str, path: &str) -> Call {
        Call::new(self.service.clone(), method, path).by(ALICE, &[])
    }

    /// Makes a note.
    pub fn create(&self, rule: &str, title: &str) -> Call {
        self.call("POST", &format!("/{rule}")).json(json!({"title": title, "open": true}))
    }

    /// Reads a note.
    pub fn read(&self, rule: &str, id: &str) -> Call {
        self.call("GET", &format!("/{rule}/{id}"))
    }

    /// Changes the title of a note.
    pub fn update(&self, rule: &str, id: &str, title: &str) -> Call {
        self.call("PATCH", &format!("/{rule}/{id}")).json(json!({"title": title}))
    }

    /// Changes the title of a note, with a pause between reading and writing it.
    pub fn update_behind_the_gate(&self, rule: &str, id: &str, title: &str) -> Call {
        self.call("PATCH", &format!("/{rule}/{id}/gate")).json(json!({"title": title}))
    }

    /// Deletes a note.
    pub fn remove(&self, rule: &str, id: &str) -> Call {
        self.call("DELETE", &format!("/{rule}/{id}"))
    }
}

/// Sends a request beside the test.
pub fn send(call: Call) -> JoinHandle<Answer> {
    tokio::spawn(call.send())
}

/// The answer is this problem and not a word more, neither to the client nor in the audit event of its request.
#[track_caller]
pub fn is_problem(app: &App, answer: &Answer, status: u16, title: &str, detail: &str) {
    let whole: Value = json!({"title": title, "status": status, "detail": detail});
    assert_eq!((answer.status, answer.json()), (status, whole));
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert!(!answer.has("retry-after"), "{answer:?}");
    let event = app.event(answer);
    assert_eq!(audit::status(&event), Some(status));
    let shown = format!("{event:?}").to_lowercase();
    for internal in ["constraint", "sqlite", "postgres", "sqlstate", "violat", "duplicate"] {
        assert!(!shown.contains(internal), "{internal} in {shown}");
    }
}

/// 503, whatever the database had to say.
#[track_caller]
pub fn is_unavailable(app: &App, answer: &Answer) {
    let detail = "something that is needed does not answer";
    is_problem(app, answer, 503, "Service Unavailable", detail);
}

/// 409, whatever the constraint is.
#[track_caller]
pub fn is_conflict(app: &App, answer: &Answer) {
    is_problem(app, answer, 409, "Conflict", "the change contradicts what is stored");
}

/// 404.
#[track_caller]
pub fn is_not_found(app: &App, answer: &Answer) {
    is_problem(app, answer, 404, "Not Found", "there is nothing here");
}

/// A session of the test's own.
#[derive(Debug)]
pub struct Session(PgConnection);

impl Session {
    /// Opens it.
    pub async fn open(server: &Postgres) -> Self {
        Self(PgConnection::connect(&server.url()).await.unwrap())
    }

    /// Opens it once the server lets anybody in.
    pub async fn when_possible(server: &Postgres) -> Self {
        loop {
            if let Ok(connection) = PgConnection::connect(&server.url()).await {
                return Self(connection);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Runs anything.
    pub async fn run(&mut self, sql: &str) {
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut self.0).await.unwrap();
    }

    /// A number.
    pub async fn number(&mut self, sql: &str) -> i64 {
        let row = sqlx::raw_sql(AssertSqlSafe(sql)).fetch_one(&mut self.0).await.unwrap();
        row.get::<String, _>(0).parse().unwrap()
    }

    /// Every note, by id: title, and whether it is open.
    pub async fn titles(&mut self) -> Vec<String> {
        let rows =
            sqlx::raw_sql("SELECT title FROM notes ORDER BY id").fetch_all(&mut self.0).await;
        rows.unwrap().iter().map(|row| row.get(0)).collect()
    }

    /// How often a write of a note was tried.
    pub async fn tries(&mut self) -> i64 {
        self.number("SELECT (CASE WHEN is_called THEN last_value ELSE 0 END)::TEXT FROM tries")
            .await
    }

    /// Waits until so many sessions wait for a lock.
    pub async fn until_waiting(&mut self, sessions: i64) {
        self.until_there_are(sessions, "wait_event_type = 'Lock'").await;
    }

    /// Waits until the application has no statement and no transaction on the way.
    pub async fn until_idle(&mut self) {
        let busy =
            "backend_type = 'client backend' AND state <> 'idle' AND pid <> pg_backend_pid()";
        self.until_there_are(0, busy).await;
    }

    async fn until_there_are(&mut self, sessions: i64, condition: &str) {
        let count = format!("SELECT COUNT(*)::TEXT FROM pg_stat_activity WHERE {condition}");
        let begun = Instant::now();
        loop {
            assert!(begun.elapsed() < PATIENCE, "there are never {sessions} with {condition}");
            // Inside of a transaction the server would go on saying what it said first.
            self.run("SELECT pg_stat_clear_snapshot()").await;
            if self.number(&count).await == sessions {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Makes every write of a note wait, once it has been made and before it is committed, for a lock that this session takes.
    /// `when` says until when: right after the statement, or at the commit.
    pub async fn hold_writes(&mut self, when: When) {
        let when = match when {
            When::Statement => "",
            When::Commit => "DEFERRABLE INITIALLY DEFERRED",
        };
        self.run(&format!(
            "CREATE OR REPLACE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS
                 'BEGIN PERFORM pg_advisory_xact_lock_shared(1); RETURN NULL; END';
             DROP TRIGGER IF EXISTS held ON notes;
             CREATE CONSTRAINT TRIGGER held AFTER INSERT OR UPDATE OR DELETE ON notes {when}
                 FOR EACH ROW EXECUTE FUNCTION hold();
             SELECT pg_advisory_lock(1)"
        ))
        .await;
    }

    /// Lets the writes go on.
    pub async fn release_writes(&mut self) {
        self.run("SELECT pg_advisory_unlock(1)").await;
    }
}

/// How long a test waits for what has to happen, on a machine that does something else at the same time.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where a write waits.
#[derive(Debug, Clone, Copy)]
pub enum When {
    Statement,
    Commit,
}

/// The application on a PostgreSQL server of its own, with two notes.
#[derive(Debug)]
pub struct Stand {
    pub app: App,
    pub session: Session,
    pub server: Postgres,
}

impl Stand {
    /// Starts it; none where no PostgreSQL is installed.
    pub async fn start() -> Option<Self> {
        Self::with("").await
    }

    /// Starts it, with this behind the URL that the application gets.
    pub async fn with(parameters: &str) -> Option<Self> {
        let server = Postgres::start()?;
        let mut session = Session::open(&server).await;
        session.run(TABLES).await;
        for (id, title) in [(FIRST, "first"), (SECOND, "second")] {
            session
                .run(&format!("INSERT INTO notes VALUES ('{id}', '{ALICE}', '{title}', true)"))
                .await;
        }
        session.run("ALTER SEQUENCE tries RESTART").await;
        let app = App::on(&format!("{}{parameters}", server.url())).await;
        Some(Self { app, session, server })
    }

    /// Kills the server if it still runs, starts it again, and waits until it is back.
    pub async fn restart(&mut self) {
        self.server.kill();
        self.server.restart();
        self.recovered().await;
    }

    /// Waits until the server is back, for as long as it takes.
    pub async fn recovered(&mut self) {
        self.session = Session::when_possible(&self.server).await;
        self.aged().await;
    }

    /// Waits until the application takes none of its connections for alive because it was in use a moment ago.
    pub async fn aged(&self) {
        tokio::time::sleep(Duration::from_millis(1_100)).await;
    }

    /// The application answers as if nothing had been, at once.
    pub async fn is_healthy(&mut self) {
        for rule in RULES {
            assert_eq!(self.app.read(rule, FIRST).send().await.status, 200);
            let made = self.app.create(rule, "made").send().await;
            assert_eq!(made.status, 201, "{made:?}");
            let id = made.json()["id"].as_str().unwrap().to_owned();
            assert_eq!(self.app.remove(rule, &id).send().await.status, 204);
        }
    }
}

/// The lock that a write waits for lasts as long as the test needs it, on however slow a machine.
pub const PATIENT: &str = "?options[lock_timeout]=10min&options[statement_timeout]=10min";
