//! Every refusal is a problem: its status, its title, and no word of what is inside.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use secure_api::{Limits, SecureRouter, get, secure_endpoint};
use secure_api_tests::{
    app::{ADMIN, ALICE, ALICES, App},
    bodies,
    database::On,
    endpoints::{self, me},
    on_each_database,
    stores::{Failing, FailingAfter, Hanging, shared},
};
use serde_json::json;
use tower::ServiceExt as _;

on_each_database! {
    a_database_that_cannot_be_written,
    a_table_that_is_gone,
    a_constraint_is_a_conflict_without_its_name,
}

#[tokio::test]
async fn unknown_routes() {
    let app = App::start().await;
    for path in ["/", "/nothing", "/documents/1/2", "/me/", "//me", "/ME"] {
        let answer = app.get(path).by(ADMIN, &["admin"]).send().await;
        let problem = answer.problem(404);
        assert!(problem.get("type").is_none() && !answer.text().contains("documents"));
    }
}

/// Panics where it is made a response, after the handler has returned.
struct Unanswerable;

impl IntoResponse for Unanswerable {
    fn into_response(self) -> Response {
        panic!("no response is made of this")
    }
}

#[secure_endpoint(authenticated)]
async fn unanswerable() -> Unanswerable {
    Unanswerable
}

#[tokio::test]
async fn an_answer_that_panics() {
    let routes = SecureRouter::new().route("/unanswerable", get(unanswerable));
    let app = App::routed(|security| security, routes).await;
    let answer = app.get("/unanswerable").by(ALICE, &[]).send().await;
    assert_eq!(answer.problem(500)["detail"], "something went wrong here");
    assert_eq!(app.events.take().len(), 1);
}

#[tokio::test]
async fn a_handler_that_panics_or_fails() {
    let app = App::start().await;
    for path in ["/panics", "/fails"] {
        let answer = app.get(path).by(ALICE, &[]).send().await;
        assert_eq!(answer.problem(500)["detail"], "something went wrong here");
        assert!(answer.has("ratelimit"));
    }
    assert_eq!(app.get("/me").by(ALICE, &[]).send().await.status, 200);
}

#[tokio::test]
async fn a_layer_that_panics() {
    let layer = tower::util::MapRequestLayer::new(|request: axum::extract::Request| {
        assert!(request.uri().path() != "/me", "SELECT hunter2");
        request
    });
    let app = App::routed(|security| security, endpoints::routes().layer(layer)).await;
    app.get("/me").by(ALICE, &[]).send().await.problem(500);
    assert_eq!(app.get("/health").send().await.status, 200);
}

#[tokio::test]
async fn a_handler_that_never_ends() {
    let app = App::start().await;
    tokio::time::pause();
    let start = tokio::time::Instant::now();
    app.get("/slow").by(ALICE, &[]).send().await.problem(408);
    assert_eq!(start.elapsed().as_secs(), 30);
    assert_eq!(app.runs(), 1);
}

#[tokio::test]
async fn a_body_that_never_comes() {
    let app = App::start().await;
    tokio::time::pause();
    let (body, polls) = bodies::silent();
    let call = app.post("/unchecked").by(ALICE, &["editor"]);
    call.body(body).send().await.problem(408);
    assert!(polls.count() > 0 && app.runs() == 0);
}

#[tokio::test]
async fn a_body_that_is_too_large() {
    let mut limits = Limits::default();
    limits.body = 100;
    let app = App::with(|security| security.limits(limits)).await;
    let editor =
        |path| app.post(path).by(ALICE, &["editor"]).header("content-type", "application/json");
    for path in ["/documents", "/announcements", "/unchecked"] {
        editor(path).body(vec![b' '; 101]).send().await.problem(413);
        let announced = editor(path).header("content-length", "101").body(bodies::silent().0);
        announced.send().await.problem(413);
        let pieces = bodies::chunked(vec![vec![b' '; 60], vec![b' '; 60]]);
        editor(path).body(pieces).send().await.problem(413);
        let lies =
            editor(path).header("content-length", "5").body(bodies::chunked(vec![vec![b' '; 101]]));
        lies.send().await.problem(413);
    }
    assert_eq!(editor("/unchecked").body(vec![b' '; 100]).send().await.text(), "100");
}

#[tokio::test]
async fn a_body_of_another_type() {
    let app = App::start().await;
    let kinds = [
        "text/plain",
        "application/xml",
        "text/json",
        "application/jsonp",
        ",",
        "multipart/form-data",
    ];
    for kind in kinds {
        let call = app.post("/announcements").by(ALICE, &["editor"]).header("content-type", kind);
        let answer = call.body("{}").send().await;
        answer.problem(415);
        assert_eq!(answer.header("accept"), "application/json");
    }
    app.post("/announcements").by(ALICE, &["editor"]).body("{}").send().await.problem(415);
}

#[tokio::test]
async fn a_body_that_is_not_well_formed() {
    let app = App::start().await;
    let deep = "[".repeat(10_000);
    for body in ["", "{", "{}x", "{\"title\": 1e400}", "nul", "\u{feff}{}", &deep] {
        let call = app.post("/announcements").by(ALICE, &["editor"]).json(body);
        call.send().await.problem(400);
    }
    let call = app.post("/announcements").by(ALICE, &["editor"]);
    let body = bodies::broken_off(&[b"{\"title\": \"x\","]);
    call.header("content-type", "application/json").body(body).send().await.problem(400);
}

#[tokio::test]
async fn a_body_that_is_not_valid() {
    let app = App::start().await;
    let body = json!({"title": " ", "owner_id": ALICE, "a/b~c": 1});
    let answer = app.post("/announcements").by(ALICE, &["editor"]).json(body).send().await;
    let problem = answer.problem(422);
    let errors = problem["errors"].as_array().unwrap();
    let pointers: Vec<_> = errors.iter().map(|error| error["pointer"].as_str().unwrap()).collect();
    assert_eq!(pointers.len(), 4, "{problem}");
    for pointer in ["#/title", "#/content", "#/owner_id", "#/a~1b~0c"] {
        assert!(pointers.contains(&pointer), "{pointer} in {problem}");
    }
    assert!(!answer.text().contains(ALICE), "values are not echoed");
    let query = app.get("/documents?limit=0&limit=1&x=1").by(ALICE, &["viewer"]).send().await;
    query.problem(422);
}

#[tokio::test]
async fn a_store_of_quotas_that_fails() {
    let app = App::with(|security| shared(security, Failing)).await;
    for call in [
        app.get("/health"),
        app.get("/me"),
        app.get("/me").by(ALICE, &[]),
        app.get("/statistics").by(ADMIN, &["admin"]),
    ] {
        call.send().await.problem(503);
    }
    assert_eq!(app.runs(), 0);
}

#[tokio::test]
async fn a_store_that_fails_after_the_credentials_verified() {
    for path in ["/me", "/statistics"] {
        // The first is charged for being allowed, the second for being denied.
        let app = App::with(|security| shared(security, FailingAfter::charges(0))).await;
        app.get(path).by(ALICE, &["viewer"]).send().await.problem(503);
        assert_eq!(app.runs(), 0, "{path}");
    }
}

#[tokio::test]
async fn a_store_that_hangs() {
    let app = App::with(|security| shared(security, Hanging)).await;
    tokio::time::pause();
    app.get("/me").by(ALICE, &[]).send().await.problem(408);
    assert_eq!(app.runs(), 0);
}

async fn a_database_that_cannot_be_written(on: On) {
    let app = App::read_only(on).await;
    let before = app.table().await;
    let new = json!({"title": "T", "content": "C"});
    app.post("/documents").by(ALICE, &["editor"]).json(new).send().await.problem(503);
    let path = format!("/documents/{ALICES}");
    app.call("DELETE", &path).by(ALICE, &["editor"]).send().await.problem(503);
    assert_eq!(app.get(&path).by(ALICE, &["editor"]).send().await.status, 200);
    assert_eq!(app.table().await, before);
}

async fn a_table_that_is_gone(on: On) {
    let app = App::on(on).await;
    app.database.run("DROP TABLE documents").await;
    let path = format!("/documents/{ALICES}");
    for path in ["/documents", "/documents/count", &path] {
        app.get(path).by(ALICE, &["editor"]).send().await.problem(500);
    }
}

async fn a_constraint_is_a_conflict_without_its_name(on: On) {
    let app = App::on(on).await;
    app.database.run("CREATE UNIQUE INDEX hunter2_titles ON documents (title)").await;
    let new = json!({"title": "Alice's", "content": "C"});
    app.post("/documents").by(ALICE, &["editor"]).json(new).send().await.problem(409);
}

#[tokio::test]
async fn problems_of_a_service_inside_another_router() {
    let app = App::routed(|security| security, SecureRouter::new().route("/me", get(me))).await;
    let outer = axum::Router::new().nest_service("/api", app.service.clone());
    let ask = |path: &str| outer.clone().oneshot(secure_api_tests::client::request("GET", path));
    assert_eq!(ask("/api/me").await.unwrap().status(), 401);
    assert_eq!(ask("/api/nothing").await.unwrap().status(), 404);
    let paths: Vec<_> =
        app.events.take().into_iter().map(|event| event.path().to_owned()).collect();
    assert_eq!(paths, ["/api/me", "/api/nothing"]);
}

#[tokio::test]
async fn an_answer_that_cannot_be_written_as_json() {
    let app = App::start().await;
    app.get("/unserializable").by(ALICE, &[]).send().await.problem(500);
}

#[tokio::test]
async fn an_unknown_route_of_a_foreign_host() {
    let app = App::with(|security| security.hosts(["api.example"])).await;
    let call = app.get("/nothing").without("host").header("host", "evil.example");
    call.send().await.problem(421);
}

#[secure_endpoint(authenticated)]
async fn problem_of_its_own() -> impl IntoResponse {
    let body = r#"{"status": 500, "detail": "hunter2"}"#;
    (StatusCode::INTERNAL_SERVER_ERROR, [("content-type", "application/problem+json")], body)
}

#[tokio::test]
async fn a_failure_in_words_of_its_own_stays_inside() {
    let routes = SecureRouter::new().route("/own", get(problem_of_its_own));
    let app = App::routed(|security| security, routes).await;
    app.get("/own").by(ALICE, &[]).send().await.problem(500);
}

#[tokio::test]
async fn what_nobody_mounted_is_judged_by_the_edge_too() {
    let app = App::start().await;
    app.get(&format!("/{}", "x".repeat(10_000))).send().await.problem(414);
    app.get("/nothing").header("host", "another").send().await.problem(400);
    let head = app.call("HEAD", &format!("/{}", "x".repeat(10_000))).send().await;
    assert_eq!((head.status, head.body.len()), (414, 0));
}
