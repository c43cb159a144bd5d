//! Why a request was denied: in development the log says it, clause by clause; production says nothing, and runs no statement for it.
//!
//! A process has one log, so these tests have a process of their own.

use std::{
    fmt::Write as _,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::extract::ConnectInfo;
use secure_api::{
    Db, Development, Error, SecureRouter, SecureService, SecureState, Security,
    authn::TenantSource, authz::CheckContext, get, prelude::*,
};
use secure_api_tests::{
    client::{Answer, Call},
    tokens,
};
use sqlx::AssertSqlSafe;
use tempfile::TempDir;
use tracing::field::{Field, Visit};
use tracing_subscriber::{Layer, layer::SubscriberExt as _, registry::LookupSpan};

const ALICE: &str = "alice";

#[derive(Roles)]
enum Role {
    Admin,
    Editor,
}

#[derive(Resource, sqlx::FromRow)]
#[resource(
    table = "documents",
    member(
        table = "members",
        resource_key = "document",
        user_key = "who",
        levels(level = ["read", "write"])
    )
)]
struct Document {
    #[resource(id)]
    id: i64,
    #[resource(owner)]
    owner_id: String,
    status: Option<String>,
}

async fn is_working(context: &CheckContext<'_>) -> Result<bool> {
    match context.principal().subject() {
        "broken" => Err(Error::internal("out of order")),
        subject => Ok(subject == "somebody else"),
    }
}

#[secure_endpoint(any(role = "admin", all(role = "editor", mfa)), not(role = "admin"), check = is_working)]
async fn by_role() {}

#[secure_endpoint(any(role = "admin", check = is_working))]
async fn by_check() {}

#[secure_endpoint(any(role = "admin", owner, row(status = "public")))]
async fn read(document: Owned<Document>) -> String {
    let document = document.into_inner();
    format!("{} {} {:?}", document.id, document.owner_id, document.status)
}

#[secure_endpoint(owner)]
async fn remove(document: Owned<Document>) -> Result<()> {
    document.delete().await
}

#[secure_endpoint(any(role = "admin", member(level = "write")))]
async fn change(document: Owned<Document>) {
    drop(document);
}

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "notes")]
struct Note {
    #[resource(id)]
    id: i64,
    #[resource(tenant)]
    tenant: String,
}

#[secure_endpoint(unscoped(reason = "a test"), authenticated)]
async fn notes(notes: Scoped<Note>) -> Result<String> {
    let page = notes.list(&PageRequest::default()).await?;
    Ok(page.items.iter().map(|note| format!("{} {}", note.id, note.tenant)).collect())
}

#[derive(Clone, SecureState)]
struct App {
    security: Security,
    db: Db,
}

/// What was logged: one line for each event, with its target.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<(String, String)>>>);

impl Log {
    fn take(&self) -> Vec<(String, String)> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// What the denials said, and how many statements ran. The database's thread logs a statement when it is through with it, which
    /// may be a moment after the answer.
    fn denials(&self) -> (Vec<String>, usize) {
        std::thread::sleep(Duration::from_millis(30));
        let events = self.take();
        // A connection that is opened sets itself up first.
        let statements = events
            .iter()
            .filter(|(target, text)| target == "sqlx::query" && !text.contains("PRAGMA"))
            .count();
        let denials = events.into_iter().filter(|(target, _)| target == "secure_api::denial");
        (denials.map(|(_, text)| text).collect(), statements)
    }
}

impl<S: tracing::Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Log {
    fn on_event(&self, event: &tracing::Event<'_>, _: tracing_subscriber::layer::Context<'_, S>) {
        struct Message(String);
        impl Visit for Message {
            fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
                // What sqlx calls the beginning of a statement.
                if matches!(field.name(), "message" | "summary") {
                    let _ = write!(self.0, "{value:?}");
                }
            }
        }
        let mut message = Message(String::new());
        event.record(&mut message);
        let target = event.metadata().target().to_owned();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push((target, message.0));
    }
}

async fn database(directory: &TempDir) -> Db {
    let file = directory.path().join("denials.db");
    let url = format!("sqlite:{}?mode=rwc", file.display());
    let pool = sqlx::SqlitePool::connect(&url).await.unwrap();
    let sql = "CREATE TABLE documents (id INTEGER PRIMARY KEY, owner_id TEXT NOT NULL, status TEXT); \
               CREATE TABLE members (document INTEGER, who TEXT, level TEXT); \
               INSERT INTO members VALUES (3, 'alice', 'read'); \
               INSERT INTO documents VALUES (1, 'alice', NULL), (2, 'bob', 'draft'), (3, 'bob', NULL)";
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&pool).await.unwrap();
    Db::connect(&url).await.unwrap()
}

fn service(security: Security, db: Db) -> SecureService {
    SecureRouter::new()
        .route("/by-role", get(by_role))
        .route("/by-check", get(by_check))
        .route("/documents/{id}", get(read).delete(remove).put(change))
        .route("/notes", get(notes))
        .with_state(App { security, db })
        .into_service()
        .unwrap()
}

fn call(service: &SecureService, method: &str, path: &str) -> Call {
    Call::new(service.clone(), method, path).from("127.0.0.1")
}

/// A response says nothing of the rule, of who is who, or of the source.
fn is_silent(answer: &Answer) {
    let whole = format!("{:?} {}", answer.headers, answer.text());
    for word in
        ["role", "editor", "mfa", "denials", ".rs", "owner", "draft", "member", "true", "unknown"]
    {
        assert!(!whole.contains(word), "{word} in {whole}");
    }
}

/// One test, because it reads the one log.
#[tokio::test]
async fn development_says_why_and_production_does_not() {
    let log = Log::default();
    let subscriber = tracing_subscriber::registry().with(log.clone());
    tracing::subscriber::set_global_default(subscriber).unwrap();

    let directory = tempfile::tempdir().unwrap();
    let development = Development::new().unwrap();
    let security = development.security().unwrap().roles::<Role>();
    let security = security.tenant_from(TenantSource::header("x-tenant").unwrap()).build().unwrap();
    let open = service(security, database(&directory).await);
    let token = |subject: &str, roles: &[&str]| development.token(subject, roles).unwrap();
    log.denials();

    // The rule as a tree, each clause with its truth, and where it stands.
    let answer = call(&open, "GET", "/by-role").bearing(&token(ALICE, &["editor"])).send().await;
    is_silent(&answer);
    let (denials, statements) = log.denials();
    assert_eq!((answer.status, statements), (401, 0));
    let [denial] = &denials[..] else { panic!("{denials:?}") };
    let (head, tree) = denial.split_once('\n').unwrap();
    assert!(head.contains("`denials::by_role` (tests/tests/denials.rs:"), "{head}");
    assert_eq!(
        tree,
        "  all: false\n    \
             any: false\n      \
               role = \"admin\": false\n      \
               all: false\n        \
                 role = \"editor\": true\n        \
                 mfa: false\n    \
             not: true\n      \
               role = \"admin\": false\n    \
             check = is_working: not evaluated\n"
    );

    // A check that has run.
    let answer = call(&open, "GET", "/by-check").bearing(&token(ALICE, &[])).send().await;
    is_silent(&answer);
    let (denials, _) = log.denials();
    assert!(denials[0].ends_with("  all: false\n    any: false\n      role = \"admin\": false\n      check = is_working: false\n"), "{denials:?}");

    // Nobody, and a token of another key.
    is_silent(&call(&open, "GET", "/by-check").send().await);
    assert!(log.denials().0[0].contains("no credentials were sent"));
    let foreign = Development::new().unwrap().token(ALICE, &["admin"]).unwrap();
    is_silent(&call(&open, "GET", "/by-check").bearing(&foreign).send().await);
    assert!(log.denials().0[0].contains("the token is not signed with a key that is known here"));

    // Tenants: none, several, another.
    let of = |tenants: &[&str]| {
        let token = development.token_for(ALICE);
        tenants.iter().fold(token, |token, tenant| token.tenant(tenant, &[])).sign().unwrap()
    };
    for (tenants, selected, expected) in [
        (&[][..], None, "the credentials prove no tenant"),
        (
            &["acme", "globex"],
            None,
            "the credentials prove several tenants, and the request selects none of them",
        ),
        (
            &["acme"],
            Some("globex"),
            "the request selects a tenant that the credentials do not prove",
        ),
    ] {
        let mut call = call(&open, "GET", "/notes").bearing(&of(tenants));
        if let Some(tenant) = selected {
            call = call.header("x-tenant", tenant);
        }
        call.send().await.problem(403);
        let (denials, statements) = log.denials();
        let [denial] = &denials[..] else { panic!("{expected}: {denials:?}") };
        assert!(denial.ends_with(expected), "{denial}");
        assert_eq!(statements, 0);
    }

    // Rows: which clause the row has failed, or that there is none.
    for (method, path, expected) in [
        ("GET", "/documents/2", "out of reach:\n  owner: false\n  row(status = \"public\"): false"),
        (
            "GET",
            "/documents/3",
            "out of reach:\n  owner: false\n  row(status = \"public\"): unknown",
        ),
        ("DELETE", "/documents/2", "out of reach:\n  owner: false"),
        ("PUT", "/documents/3", "out of reach:\n  member(level = \"write\"): false"),
        ("GET", "/documents/7", "no row of `documents` has the id \"7\""),
        ("GET", "/documents/x", "no row of `documents` has the id \"x\""),
    ] {
        let answer = call(&open, method, path).bearing(&token(ALICE, &[])).send().await;
        answer.problem(404);
        is_silent(&answer);
        let (denials, statements) = log.denials();
        let [denial] = &denials[..] else { panic!("{path}: {denials:?}") };
        assert!(denial.ends_with(expected), "{path}: {denial}");
        assert!(statements <= 2, "{path}: {statements}");
    }
    // What is granted needs no explanation.
    let answer = call(&open, "GET", "/documents/1").bearing(&token(ALICE, &[])).send().await;
    assert_eq!((answer.status, log.denials()), (200, (Vec::new(), 1)));

    // Production: the same requests, the same answers, one statement each, and nothing in the log.
    let security = Security::builder()
        .jwt(tokens::verifier().tenants_claim("tenants").unwrap())
        .roles::<Role>();
    let clock = secure_api::clock::ManualClock::at_unix_seconds(tokens::NOW);
    let directory = tempfile::tempdir().unwrap();
    let closed = service(security.clock(clock).build().unwrap(), database(&directory).await);
    log.denials();
    for (method, path, status, statements) in [
        ("GET", "/by-role", 401, 0),
        ("GET", "/by-check", 403, 0),
        ("GET", "/documents/2", 404, 1),
        ("DELETE", "/documents/2", 404, 1),
        ("GET", "/documents/7", 404, 1),
        ("GET", "/documents/x", 404, 0),
    ] {
        let roles: &[&str] = if path == "/by-role" { &["editor"] } else { &[] };
        let answer = call(&closed, method, path).by(ALICE, roles).send().await;
        answer.problem(status);
        is_silent(&answer);
        assert_eq!(log.denials(), (Vec::new(), statements), "{path}");
    }

    // The peer has to be this machine for anything to be said at all.
    for address in ["192.0.2.1", "10.0.0.1", "::2"] {
        let call = Call::new(open.clone(), "GET", "/by-check").from(address);
        call.bearing(&token(ALICE, &[])).send().await.problem(421);
    }
    let call = Call::new(open.clone(), "GET", "/by-check").bearing(&token(ALICE, &[]));
    let mut request = call.into_request();
    request.extensions_mut().remove::<ConnectInfo<SocketAddr>>();
    let response = tower::ServiceExt::oneshot(open, request).await;
    assert_eq!(response.unwrap().status(), 421);
    assert_eq!(log.denials(), (Vec::new(), 0));
}
