//! Stages that ran too early or too late elsewhere.

use secure_api_tests::{
    app::{ADMIN, ALICE, App, BOBS},
    database::On,
    on_each_database,
    stores::{Failing, FailingAfter, shared},
};
use serde_json::json;

on_each_database!(an_outage_is_not_told_as_a_denial);

/// protect-endpoints (#138): the guard stood in the handler, so a stranger got 415 and 422, and learned the schema.
#[tokio::test]
async fn a_stranger_learns_no_schema() {
    let app = App::start().await;
    let stranger = app.post("/documents").json(json!({"x": 1})).send().await;
    stranger.problem(401);
    assert_eq!(
        app.post("/documents").body("x").send().await.comparable(),
        stranger.comparable(),
        "whatever the body, the answer is the same"
    );
    app.get("/documents?limit=oops").send().await.problem(401);
}

/// Ash (#570): validation ran before authorization.
#[tokio::test]
async fn whoever_may_not_write_learns_no_schema() {
    let app = App::start().await;
    let ask =
        |body: serde_json::Value| app.post("/announcements").by(ALICE, &["viewer"]).json(body);
    let refused = ask(json!({"title": "T", "content": ""})).send().await;
    refused.problem(403);
    assert_eq!(ask(json!({"x": 1})).send().await.comparable(), refused.comparable());
    assert_eq!(app.runs(), 0);
}

/// Pundit: `verify_authorized` complains when the side effects are done.
#[tokio::test]
async fn a_denied_write_has_no_effect() {
    let app = App::start().await;
    let before = app.table().await;
    let body = json!({"title": "T", "content": "C"});
    for role in ["viewer", "none"] {
        for (method, path) in [
            ("POST", "/documents".to_owned()),
            ("PATCH", format!("/documents/{BOBS}")),
            ("DELETE", format!("/documents/{BOBS}")),
            ("PATCH", format!("/by-hand/{BOBS}")),
            ("DELETE", format!("/by-hand/{BOBS}")),
            ("POST", "/announcements".to_owned()),
        ] {
            let call = app.call(method, &path).by(ALICE, &[role]).json(&body);
            call.send().await.problem(403);
        }
    }
    assert_eq!((app.table().await, app.runs()), (before, 0));
}

/// Kong (response-ratelimiting): a limiter that switches itself off when its store fails.
#[tokio::test]
async fn a_dead_store_does_not_switch_quotas_off() {
    let app = App::with(|security| shared(security, Failing)).await;
    app.get("/health").send().await.problem(503);
    app.get("/statistics").by(ADMIN, &["admin"]).send().await.problem(503);
    assert_eq!(app.runs(), 0);
}

/// axum-login: `unwrap_or(false)` on a lookup hides an outage as a denial.
async fn an_outage_is_not_told_as_a_denial(on: On) {
    let app = App::with(|security| shared(security, FailingAfter::charges(0))).await;
    app.get("/statistics").by(ALICE, &["viewer"]).send().await.problem(503);
    let app = App::on(on).await;
    app.database.run("DROP TABLE documents").await;
    app.get(&format!("/documents/{BOBS}")).by(ALICE, &["viewer"]).send().await.problem(500);
}

/// ASP.NET Core: 503 instead of 429 unless told otherwise.
#[tokio::test]
async fn a_used_up_quota_is_429() {
    let app = App::start().await;
    for _ in 0..5 {
        app.get("/health").send().await;
    }
    let answer = app.get("/health").send().await;
    answer.problem(429);
    assert!(answer.has("retry-after"));
}
