//! Bodies that carry more, or something else, than what was declared.

use axum::extract::{Extension, OriginalUri};
use secure_api::{SecureRouter, get, prelude::*};
use secure_api_tests::app::{ALICE, ALICES, App, AppState};
use serde_json::json;

/// Mass assignment (OWASP API3; CrateStack #679): fields that nobody declared were taken.
#[tokio::test]
async fn a_field_that_nobody_declared() {
    let app = App::start().await;
    let before = app.table().await;
    for name in [
        "owner_id",
        "id",
        "role",
        "roles",
        "is_admin",
        "Title",
        "title ",
        "__proto__",
        "constructor",
        "$set",
    ] {
        let body = json!({"title": "T", name: "x"});
        let path = format!("/documents/{ALICES}");
        let answer = app.call("PATCH", &path).by(ALICE, &["editor"]).json(body).send().await;
        let problem = answer.problem(422);
        assert_eq!(problem["errors"][0]["code"], "unknown", "{name}");
    }
    assert_eq!(app.table().await, before);
}

/// Parsers disagree about which of two members counts, so a check saw one and the database the other.
#[tokio::test]
async fn a_field_that_stands_twice() {
    let app = App::start().await;
    for body in [
        r#"{"title": "a", "title": "b", "content": ""}"#,
        r#"{"title": "a", "content": "", "t\u0069tle": "b"}"#,
    ] {
        let answer = app.post("/announcements").by(ALICE, &["editor"]).json(body).send().await;
        assert_eq!(answer.problem(422)["errors"][0]["code"], "duplicate");
    }
    let path = "/documents?limit=1&limit=100";
    app.get(path).by(ALICE, &["viewer"]).send().await.problem(422);
    assert_eq!(app.runs(), 0);
}

/// serde (#2283) and others: an array stands for a struct, so names and their checks are passed by.
#[tokio::test]
async fn an_array_in_place_of_an_object() {
    let app = App::start().await;
    for body in [r#"["title", "content"]"#, "null", "1", r#""title""#, "true"] {
        let call = app.post("/announcements").by(ALICE, &["editor"]).json(body);
        call.send().await.problem(422);
    }
}

/// Validated before it was decoded or trimmed (ASVS V1.1.1), and so not validated.
#[tokio::test]
async fn a_value_that_is_valid_only_before_it_is_read() {
    let app = App::start().await;
    let long = format!(r#"{{"title": "{}", "content": ""}}"#, r"\u0061".repeat(101));
    for body in [
        r#"{"title": "   ", "content": ""}"#,
        r#"{"title": "\u0020\u0009", "content": ""}"#,
        r#"{"title": "\u0000", "content": ""}"#,
        &long,
        r#"{"title": ["T"], "content": ""}"#,
        r#"{"title": {"$ne": null}, "content": ""}"#,
        r#"{"title": null, "content": ""}"#,
    ] {
        let call = app.post("/announcements").by(ALICE, &["editor"]).json(body);
        call.send().await.problem(422);
    }
    for body in
        [r#"{"title": "\ud800", "content": ""}"#, "{\"title\": \"a\nb\", \"content\": \"\"}"]
    {
        app.post("/announcements").by(ALICE, &["editor"]).json(body).send().await.problem(400);
    }
    assert_eq!(app.runs(), 0);
}

/// ASVS V3.5.2: a form of another site sends JSON under a simple content type.
#[tokio::test]
async fn json_under_a_simple_content_type() {
    let app = App::start().await;
    let body = r#"{"title": "T", "content": ""}"#;
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain; application/json",
        "",
    ] {
        let call = app.post("/announcements").by(ALICE, &["editor"]).header("content-type", kind);
        call.body(body).send().await.problem(415);
    }
    assert_eq!(app.runs(), 0);
}

/// An answer that lists everything wrong must not grow with what the attacker sends.
#[tokio::test]
async fn a_report_stays_small() {
    let app = App::start().await;
    let members: Vec<_> = (0..2_000).map(|number| format!(r#""{number:0>20}": 1"#)).collect();
    let body = format!("{{{}}}", members.join(","));
    let answer = app.post("/announcements").by(ALICE, &["editor"]).json(body).send().await;
    answer.problem(422);
    assert!(answer.body.len() < 5_000, "{}", answer.body.len());
    let long = format!(r#"{{"{}": 1}}"#, "x".repeat(60_000));
    let answer = app.post("/announcements").by(ALICE, &["editor"]).json(long).send().await;
    assert!(answer.body.len() < 1_000, "{}", answer.body.len());
}

#[secure_endpoint(public(reason = "a test"), rate = "60/min")]
async fn echo(Unchecked(Extension(OriginalUri(uri))): Unchecked<Extension<OriginalUri>>) -> String {
    uri.query().unwrap_or_default().to_owned()
}

/// `NestJS` and others: a parameter that no pipe checks, beside those that are checked.
#[tokio::test]
async fn what_the_client_sent_is_checked_or_listed() {
    let routes = || SecureRouter::<AppState>::new().route("/echo", get(echo));
    let app = App::routed(|security| security, routes()).await;
    assert_eq!(app.get("/echo?anything").send().await.status, 200);
    let listed = routes().policies().to_string();
    assert!(listed.contains("unchecked input"), "it is not listed: {listed}");
}

/// A body in another encoding is not the JSON that its type says (RFC 9110, section 15.5.16).
#[tokio::test]
async fn a_compressed_body_is_refused_as_such() {
    let app = App::start().await;
    let call = app.post("/announcements").by(ALICE, &["editor"]).header("content-encoding", "gzip");
    let answer =
        call.header("content-type", "application/json").body(&b"\x1f\x8b\x08\0"[..]).send().await;
    assert_eq!(answer.status, 415);
}
