//! The audit trail: one event for each request, whatever becomes of it, and nothing in it that is secret.

use std::sync::{Arc, Mutex};

use futures_util::FutureExt as _;
use secure_api::{
    audit::{AuditSink, TracingSink},
    endpoint::{Answer, SecureEndpoint},
    get,
    policy::{Access, Clause, EndpointPolicy, Quota},
};
use secure_api_tests::{
    app::{ADMIN, ALICE, App},
    audit::status,
    endpoints, tokens,
};
use serde_json::json;

#[tokio::test]
async fn one_event_for_each_request() {
    let app = App::start().await;
    let me = "secure_api_tests::endpoints::me";
    let statistics = "secure_api_tests::endpoints::statistics";
    for (call, expected, endpoint, who) in [
        (app.get("/me").by(ALICE, &[]), 200, me, ALICE),
        (app.call("HEAD", "/me").by(ALICE, &[]), 200, me, ALICE),
        (app.get("/me"), 401, me, ""),
        (app.get("/me").bearing("a.b.c"), 401, me, ""),
        (app.get("/statistics").by(ALICE, &["viewer"]), 403, statistics, ALICE),
        (app.get("/statistics").by(ADMIN, &["admin"]), 200, statistics, ADMIN),
        (app.get("/nothing").by(ALICE, &[]), 404, "", ""),
        (app.call("PUT", "/me").by(ALICE, &[]), 405, "", ""),
        (app.get("/panics").by(ALICE, &[]), 500, "secure_api_tests::endpoints::panics", ALICE),
        (app.get("/me").header("host", "two"), 400, me, ""),
    ] {
        let answer = call.send().await;
        assert_eq!(answer.status, expected);
        let event = app.events.take_one();
        assert_eq!(status(&event), Some(expected));
        assert_eq!(event.endpoint.map(ToString::to_string).unwrap_or_default(), endpoint);
        assert_eq!(event.principal.subject(), who);
        assert_eq!(event.request_id.to_string(), answer.header("x-request-id"));
        assert_eq!(event.at.unix_seconds(), tokens::NOW);
    }
}

#[tokio::test]
async fn a_request_that_is_cancelled() {
    let app = App::start().await;
    {
        let mut answer = Box::pin(app.get("/slow").by(ALICE, &[]).response());
        assert!(answer.as_mut().now_or_never().is_none());
    }
    let event = app.events.take_one();
    assert_eq!(status(&event), None);
    assert_eq!((event.principal.subject(), event.path()), (ALICE, "/slow"));
}

#[tokio::test]
async fn a_request_that_takes_too_long() {
    let app = App::start().await;
    tokio::time::pause();
    app.get("/slow").by(ALICE, &[]).send().await.problem(408);
    assert_eq!(status(&app.events.take_one()), Some(408));
}

#[tokio::test]
async fn nothing_secret_is_in_an_event() {
    let app = App::start().await;
    let token = tokens::token(ALICE, &["editor"]);
    for path in ["/announcements?key=queryhunter2", "/nothing?key=queryhunter2"] {
        let call = app.post(path).bearing(&token).header("cookie", "session=cookiehunter2");
        call.json(json!({"title": "bodyhunter2", "content": ""})).send().await;
    }
    app.get("/panics").bearing(&token).send().await;
    app.get("/me").bearing("bad.token.hunter2").send().await;
    let events = app.events.take();
    assert_eq!(events.len(), 4);
    let text = format!("{events:?}");
    for secret in ["hunter2", &token, token.split('.').next().unwrap()] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

/// Collects what a subscriber writes.
#[derive(Debug, Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_path_forges_no_line_of_the_log() {
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber =
        tracing_subscriber::fmt().with_writer(move || writer.clone()).with_ansi(false).finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let app = App::with(|security| security.audit(TracingSink)).await;
    let paths = [
        "/nothing/%0D%0A2026-01-01T00:00:00Z%20INFO%20forged",
        "/me/%1B[31mred%1B[0m",
        "/nothing/\u{9b}31mred",
        "/nothing/\u{2028}forged\u{202e}",
        "/nothing/\"status=200\"",
        "/nothing/\u{85}x",
    ];
    for path in paths {
        app.get(path).send().await.problem(404);
    }
    let subject = "x\" status=200 outcome=\"answered\u{202e}";
    app.get("/me").by(subject, &[]).send().await;
    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    assert_eq!(text.lines().count(), paths.len() + 1, "{text}");
    for forbidden in ['\u{1b}', '\u{9b}', '\r', '\u{2028}', '\u{202e}', '\u{85}'] {
        assert!(!text.contains(forbidden), "{forbidden:?} in {text:?}");
    }
    assert!(text.contains(r#"\"status=200\""#), "{text}");
}

/// An endpoint with a name of its own in the audit trail.
#[derive(Clone, Copy)]
struct Renamed;

impl SecureEndpoint<()> for Renamed {
    const POLICY: &'static EndpointPolicy = &EndpointPolicy {
        name: "renamed",
        module: "api",
        access: Access::Rule(&Clause::Scope("pay")),
        quotas: &[Quota::DEFAULT],
        audit: Some("payment.made"),
        ..EndpointPolicy::CLOSED
    };

    async fn call((): ()) -> impl Answer {}
}

#[tokio::test]
async fn the_log_says_who_acted_for_whom_by_which_client() {
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber =
        tracing_subscriber::fmt().with_writer(move || writer.clone()).with_ansi(false).finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let routes = endpoints::routes().route("/pay", get(Renamed));
    let app = App::routed(|security| security.audit(TracingSink), routes).await;
    let more =
        json!({"scope": "pay", "act": {"sub": "bot\"x", "iss": "agents"}, "client_id": "shop"});
    let token = tokens::token_with(ALICE, &[], more);
    assert_eq!(app.get("/pay").bearing(&token).send().await.status, 200);
    app.get("/me").by(ALICE, &[]).send().await;
    drop(app.state.security().act_as(None, ALICE, Some("acme"), "why\nnot"));
    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    let logged: Vec<&str> = text.lines().collect();
    let [paid, me, began, ended] = logged[..] else { panic!("{text}") };
    for part in [
        "action=payment.made",
        r#"actor="bot\"x""#,
        r#"actor_issuer="agents""#,
        r#"client_id="shop""#,
    ] {
        assert!(paid.contains(part), "{part} in {paid}");
    }
    assert!(me.contains("action=secure_api_tests::endpoints::me"), "{me}");
    assert!(!me.contains("actor") && !me.contains("client_id"), "{me}");
    for part in
        [r#"action="act_as""#, r#"reason="why\nnot""#, r#"tenant="acme""#, r#"actor="system""#]
    {
        assert!(began.contains(part) && ended.contains(part), "{part} in {began}, {ended}");
    }
    assert!(began.contains(r#"outcome="began""#) && ended.contains(r#"outcome="ended""#));
}

/// A sink of the application's own that panics.
#[derive(Debug)]
struct Panicking;

impl AuditSink for Panicking {
    fn record(&self, _: secure_api::audit::AuditEvent) {
        panic!("the disk with hunter2 is full");
    }
}

/// The request was judged, and its handler may have written: the answer stays what it is, and the loss is logged.
#[tokio::test]
async fn a_sink_that_panics_loses_its_event_and_nothing_else() {
    let app = App::routed(|security| security.audit(Panicking), endpoints::routes()).await;
    assert_eq!(app.get("/health").send().await.status, 200);
    app.get("/me").send().await.problem(401);
    app.get("/nothing").send().await.problem(404);
}

#[tokio::test]
async fn an_event_stays_small() {
    let app = App::start().await;
    for path in ["/me/", "/nothing/"] {
        app.get(&format!("{path}{}", "x".repeat(60_000))).send().await;
        let length = app.events.take_one().path().len();
        assert!(length <= 8 * 1024, "{length} bytes of path");
    }
}

#[tokio::test]
async fn a_layer_that_panics_leaves_an_event() {
    let layer = tower::util::MapRequestLayer::new(|request: axum::extract::Request| {
        assert!(request.uri().path() != "/me", "the layer panics");
        request
    });
    let app = App::routed(|security| security, endpoints::routes().layer(layer)).await;
    app.get("/me").by(ALICE, &[]).send().await.problem(500);
    assert_eq!(app.events.take().len(), 1);
}
