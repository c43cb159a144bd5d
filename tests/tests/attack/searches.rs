//! Searches over HTTP: conditions of what clients send, and cursors in the wrong hands.

use std::time::Duration;

use axum::{Json, extract::Query};
use secure_api::{MasterSecret, SecureRouter, SecurityBuilder, get, prelude::*};
use secure_api_tests::{
    app::{ALICE, App, AppState, BOB},
    client::Answer,
    database::On,
    endpoints::Role,
    on_each_database, tokens,
};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

on_each_database! {
    a_search_finds_what_is_in_reach,
    a_cursor_in_the_wrong_hands_opens_nothing,
    a_cursor_of_one_client_is_none_of_another,
    a_cursor_gives_no_access_that_was_lost,
    a_cursor_expires,
    a_cursor_is_known_where_the_secret_is,
    a_cursor_of_a_job_is_the_jobs,
}

/// The table `documents`, where whoever reaches a row may look for its title, but not for its content.
#[derive(Resource, sqlx::FromRow, Serialize)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: Uuid,
    #[resource(owner, filter)]
    owner_id: Uuid,
    #[resource(filter, sort)]
    title: String,
    content: String,
}

#[derive(SecureInput)]
struct Find {
    #[validate(length(max = 100))]
    title: Option<String>,
    owner: Option<Uuid>,
    not: Option<bool>,
    down: Option<bool>,
    #[validate(range(min = 1, max = 100))]
    limit: Option<u32>,
    #[validate(length(max = 6_000))]
    after: Option<String>,
}

impl Find {
    fn search(&self) -> Search<Document> {
        let columns = Document::COLUMNS;
        let mut search = Search::all().sort(match self.down {
            Some(true) => columns.title.desc(),
            _ => columns.title.asc(),
        });
        if let Some(title) = &self.title {
            let condition = columns.title.contains(title);
            search = search.and(if self.not == Some(true) { condition.not() } else { condition });
        }
        if let Some(owner) = self.owner {
            search = search.and(columns.owner_id.eq(owner).or(columns.owner_id.ne(owner)));
        }
        search
    }

    fn page(self) -> Result<PageRequest> {
        PageRequest::new(self.limit, self.after)
    }
}

#[secure_endpoint(owner = "owner_id", rate(none, reason = "a test"))]
async fn find(
    documents: Scoped<Document>,
    Valid(Query(asked)): Valid<Query<Find>>,
) -> Result<Json<Page<Document>>> {
    Ok(Json(documents.page(asked.search(), &asked.page()?).await?))
}

/// The same under another name.
#[secure_endpoint(owner = "owner_id", rate(none, reason = "a test"))]
async fn find_again(
    documents: Scoped<Document>,
    Valid(Query(asked)): Valid<Query<Find>>,
) -> Result<Json<Page<Document>>> {
    Ok(Json(documents.page(asked.search(), &asked.page()?).await?))
}

/// Of everybody's, for an admin; of the caller's own, for others.
#[secure_endpoint(any(role = "admin", owner = "owner_id"), rate(none, reason = "a test"))]
async fn find_more(
    documents: Scoped<Document>,
    Valid(Query(asked)): Valid<Query<Find>>,
) -> Result<Json<Page<Document>>> {
    Ok(Json(documents.page(asked.search(), &asked.page()?).await?))
}

/// For whoever holds a token for the user, with the scope.
#[secure_endpoint(owner = "owner_id", scope = "read", rate(none, reason = "a test"))]
async fn find_for(
    documents: Scoped<Document>,
    Valid(Query(asked)): Valid<Query<Find>>,
) -> Result<Json<Page<Document>>> {
    Ok(Json(documents.page(asked.search(), &asked.page()?).await?))
}

#[secure_endpoint(owner = "owner_id", rate(none, reason = "a test"))]
async fn how_many(
    documents: Scoped<Document>,
    Valid(Query(asked)): Valid<Query<Find>>,
) -> Result<String> {
    let search = asked.search();
    let is_any = documents.exists(search.clone()).await?;
    let count = documents.count(search).await?;
    assert_eq!(is_any, count > 0);
    Ok(count.to_string())
}

fn routes() -> SecureRouter<AppState> {
    SecureRouter::new()
        .route("/find", get(find))
        .route("/again", get(find_again))
        .route("/more", get(find_more))
        .route("/for", get(find_for))
        .route("/count", get(how_many))
}

async fn start(on: On) -> App {
    App::routed_on(on, |security| security, routes()).await
}

async fn ask(app: &App, path: &str, by: &str, roles: &[&str]) -> Answer {
    app.get(path).by(by, roles).send().await
}

fn titles(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|row| row["title"].as_str().unwrap()).collect()
}

async fn found(app: &App, path: &str, by: &str, roles: &[&str]) -> Vec<String> {
    let page = ask(app, path, by, roles).await.json();
    titles(&page).into_iter().map(str::to_owned).collect()
}

/// What `path` says to go on with.
async fn next(app: &App, path: &str, by: &str, roles: &[&str]) -> String {
    ask(app, path, by, roles).await.json()["next"].as_str().unwrap().to_owned()
}

/// Ash (CVE-2026-67579): a filter that a client puts together opens what the rule has closed.
async fn a_search_finds_what_is_in_reach(on: On) {
    let app = start(on).await;
    let all = ["Alice's", "Alice's last"];
    assert_eq!(found(&app, "/find", ALICE, &[]).await, all);
    assert_eq!(found(&app, "/find?down=true", ALICE, &[]).await, ["Alice's last", "Alice's"]);
    assert_eq!(found(&app, "/find?title=last", ALICE, &[]).await, ["Alice's last"]);
    assert_eq!(found(&app, "/find?title=last&not=true", ALICE, &[]).await, ["Alice's"]);
    // Neither the condition nor its negation, nor one that is always true of everybody's rows, leads out of it.
    for path in ["/find?title=Bob", "/find?title=%27%20OR%201=1%20--", "/find?title=%25"] {
        assert_eq!(found(&app, path, ALICE, &[]).await, [""; 0], "{path}");
        let not = format!("{path}&not=true");
        assert_eq!(found(&app, &not, ALICE, &[]).await, all, "{path}");
    }
    for owner in [ALICE, BOB] {
        assert_eq!(found(&app, &format!("/find?owner={owner}"), ALICE, &[]).await, all);
        let count = ask(&app, &format!("/count?owner={owner}"), ALICE, &[]).await;
        assert_eq!(count.text(), "2");
    }
    assert_eq!(ask(&app, "/count?title=Bob", ALICE, &[]).await.text(), "0");
    assert_eq!(found(&app, "/more", ALICE, &["admin"]).await.len(), 4);
    ask(&app, "/find?title=%00", ALICE, &[]).await.problem(422);
    ask(&app, "/find?content=treasure", ALICE, &[]).await.problem(422);
}

async fn a_cursor_in_the_wrong_hands_opens_nothing(on: On) {
    let app = start(on).await;
    let cursor = next(&app, "/find?limit=1", ALICE, &[]).await;
    let rest = format!("/find?limit=1&after={cursor}");
    assert_eq!(found(&app, &rest, ALICE, &[]).await, ["Alice's last"]);
    // More rows at once are the same pages.
    assert_eq!(found(&app, &format!("/find?after={cursor}"), ALICE, &[]).await, ["Alice's last"]);
    let wrong = ask(&app, "/find?after=AQ", ALICE, &[]).await;
    wrong.problem(422);
    for (path, by) in [
        ("/find?limit=1", BOB),
        ("/again?limit=1", ALICE),
        ("/more?limit=1", ALICE),
        ("/find?limit=1&down=true", ALICE),
        ("/find?limit=1&title=Alice", ALICE),
        ("/find?limit=1&title=", ALICE),
    ] {
        let answer = ask(&app, &format!("{path}&after={cursor}"), by, &[]).await;
        answer.problem(422);
        assert_eq!(answer.comparable(), wrong.comparable(), "{path} {by}");
    }
    let cursor = next(&app, "/find?limit=1&title=Alice", ALICE, &[]).await;
    for (title, status) in [("Alice", 200), ("Alic", 422), ("Alice'", 422), ("alice", 422)] {
        let path = format!("/find?limit=1&title={title}&after={cursor}");
        assert_eq!(ask(&app, &path, ALICE, &[]).await.status, status, "{title}");
    }
    let path = format!("/find?limit=1&title=Alice&not=true&after={cursor}");
    ask(&app, &path, ALICE, &[]).await.problem(422);
}

/// Several programs hold tokens for one user. What one of them was told is not the others' to use.
async fn a_cursor_of_one_client_is_none_of_another(on: On) {
    let app = start(on).await;
    let as_client = async |path: &str, more: Value| {
        let mut claims = json!({ "scope": "read" });
        for (name, value) in more.as_object().unwrap() {
            claims[name] = value.clone();
        }
        app.get(path).bearing(&tokens::token_with(ALICE, &[], claims)).send().await
    };
    let phone =
        || json!({ "client_id": "phone", "act": { "iss": "https://a.example", "sub": "x" } });
    let page = as_client("/for?limit=1", phone()).await.json();
    let path = format!("/for?limit=1&after={}", page["next"].as_str().unwrap());
    assert_eq!(as_client(&path, phone()).await.status, 200);
    for other in [
        json!({}),
        json!({ "client_id": "phone" }),
        json!({ "client_id": "web", "act": { "iss": "https://a.example", "sub": "x" } }),
        json!({ "client_id": "phone", "act": { "iss": "https://a.example", "sub": "y" } }),
        json!({ "client_id": "phone", "act": { "iss": "https://b.example", "sub": "x" } }),
        json!({ "client_id": "phone", "act": { "sub": "x" } }),
    ] {
        as_client(&path, other).await.problem(422);
    }
}

async fn a_cursor_gives_no_access_that_was_lost(on: On) {
    let app = start(on).await;
    let cursor = next(&app, "/more?limit=1", ALICE, &["admin"]).await;
    let path = format!("/more?after={cursor}");
    let with = found(&app, &path, ALICE, &["admin"]).await;
    assert_eq!(with, ["Alice's last", "Bob's", "Bob's first"]);
    assert_eq!(found(&app, &path, ALICE, &[]).await, ["Alice's last"]);
    app.database.run(&format!("UPDATE documents SET owner_id = UUID '{BOB}'")).await;
    assert_eq!(found(&app, &path, ALICE, &[]).await, [""; 0]);
}

async fn a_cursor_expires(on: On) {
    let minutes = |security: SecurityBuilder| security.cursor_lifetime(Duration::from_secs(120));
    let app = App::routed_on(on, minutes, routes()).await;
    let cursor = next(&app, "/find?limit=1", ALICE, &[]).await;
    let path = format!("/find?limit=1&after={cursor}");
    app.wait(119);
    assert_eq!(ask(&app, &path, ALICE, &[]).await.status, 200);
    app.wait(1);
    ask(&app, &path, ALICE, &[]).await.problem(422);
    let none = secure_api_tests::app::security().cursor_lifetime(Duration::ZERO).build();
    assert!(none.unwrap_err().to_string().contains("cursor_lifetime"));
}

/// Several processes, or one that is started anew, need a secret in common.
async fn a_cursor_is_known_where_the_secret_is(on: On) {
    const OLD: &[u8] = b"zJ8Yw0w2c1kqS7pQ9dXn5RrT3vBm6HfL";
    const NEW: &[u8] = b"Q9dXn5RrT3vBm6HfLzJ8Yw0w2c1kqS7p";
    let secret = |bytes: &[u8]| MasterSecret::new(bytes.to_vec()).unwrap();
    let with = async |secret: Option<MasterSecret>| {
        let settings = |security: SecurityBuilder| match secret {
            Some(secret) => security.master_secret(secret),
            None => security,
        };
        App::routed_on(on, settings, routes()).await
    };
    let cursor = next(&with(Some(secret(OLD))).await, "/find?limit=1", ALICE, &[]).await;
    let path = format!("/find?limit=1&after={cursor}");
    let rotated = secret(NEW).with_previous(OLD.to_vec()).unwrap();
    for (secret, status) in
        [(Some(secret(OLD)), 200), (Some(rotated), 200), (Some(secret(NEW)), 422), (None, 422)]
    {
        assert_eq!(ask(&with(secret).await, &path, ALICE, &[]).await.status, status);
    }
}

/// A page of a job is none of an endpoint's, and the reverse.
async fn a_cursor_of_a_job_is_the_jobs(on: On) {
    let app = start(on).await;
    let search = || Search::all().sort(Document::COLUMNS.title.asc());
    let job = app.state.security().act_as(None, ALICE, None, "a test").unwrap();
    let documents = job.rows::<Document>(app.state.db()).unwrap();
    let one = |after| PageRequest::new(Some(1), after).unwrap();
    let cursor = documents.page(search(), &one(None)).await.unwrap().next.unwrap();
    let rest = documents.page(search(), &one(Some(cursor.clone()))).await.unwrap();
    assert_eq!(rest.items[0].title, "Alice's last");
    ask(&app, &format!("/find?limit=1&after={cursor}"), ALICE, &[]).await.problem(422);
    let cursor = next(&app, "/find?limit=1", ALICE, &[]).await;
    let foreign = documents.page(search(), &one(Some(cursor))).await;
    assert_eq!(foreign.err().unwrap().status(), 422);
}
