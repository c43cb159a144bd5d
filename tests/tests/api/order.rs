//! The order of the stages: who may not call learns nothing of what comes after.

use axum::body::Body;
use secure_api::Limits;
use secure_api_tests::{
    app::{ALICE, App, BOBS},
    bodies,
    client::Call,
};

const WITH_BODY: [(&str, &str); 4] = [
    ("POST", "/documents"),
    ("POST", "/announcements"),
    ("POST", "/unchecked"),
    ("POST", "/shared"),
];

/// An application that waits for a body no longer than a test would.
async fn impatient() -> App {
    let mut limits = Limits::default();
    limits.time = std::time::Duration::from_secs(1);
    App::with(|security| security.refusals_per_minute(1_000).limits(limits)).await
}

/// Every way in which a body can be wrong.
fn wrong_bodies(call: impl Fn() -> Call) -> Vec<Call> {
    vec![
        call().json("{"),
        call().json(r#"{"title": 7, "owner_id": 1}"#),
        call().json("[]"),
        call().body("title=x"),
        call().header("content-type", "text/plain").body("x"),
        call().header("content-type", "application/json").header("content-type", "text/plain"),
        call().json(format!(r#"{{"title": "{}", "content": ""}}"#, "x".repeat(200_000))),
        call().header("content-length", "99999999999").json("{}"),
        call().header("content-type", "application/json").body(bodies::endless(b" ").0),
        call().header("content-type", "application/json").body(bodies::broken_off(&[b"{"])),
        call().header("content-type", "application/json").body(bodies::silent().0),
    ]
}

#[tokio::test]
async fn a_stranger_gets_401_whatever_the_body() {
    let app = impatient().await;
    for (method, path) in WITH_BODY {
        for call in wrong_bodies(|| app.call(method, path)) {
            let answer = call.send().await;
            answer.problem(401);
            assert_eq!(answer.header("www-authenticate"), r#"Bearer realm="api""#);
        }
        for call in wrong_bodies(|| app.call(method, path).bearing("a.b.c")) {
            let answer = call.send().await;
            answer.problem(401);
            assert!(answer.header("www-authenticate").contains(r#"error="invalid_token""#));
        }
    }
    assert_eq!(app.runs(), 0);
}

#[tokio::test]
async fn a_caller_without_the_role_gets_403_whatever_the_body() {
    let app = impatient().await;
    for (method, path) in &WITH_BODY[..3] {
        for call in wrong_bodies(|| app.call(method, path).by(ALICE, &["viewer"])) {
            call.send().await.problem(403);
        }
    }
    assert_eq!(app.runs(), 0);
}

#[tokio::test]
async fn a_body_is_not_touched_before_the_caller_may_send_it() {
    let app = impatient().await;
    for make in [|| bodies::endless(b"x"), bodies::silent] {
        for (method, path) in
            [WITH_BODY[0], WITH_BODY[1], WITH_BODY[2], ("PATCH", &*format!("/documents/{BOBS}"))]
        {
            let refused = [
                (401, app.call(method, path)),
                (403, app.call(method, path).by(ALICE, &["viewer"])),
                (400, app.call(method, path).by(ALICE, &["editor"]).header("host", "evil.example")),
            ];
            for (status, call) in refused {
                let (body, polls) = make();
                let answer =
                    call.header("content-type", "application/json").body(body).send().await;
                answer.problem(status);
                assert_eq!(polls.count(), 0, "{status} {path}");
            }
        }
    }
}

#[tokio::test]
async fn a_body_is_not_touched_when_the_quota_is_used_up() {
    let app = App::start().await;
    let good = r#"{"title": "T", "content": ""}"#;
    for _ in 0..5 {
        let answer = app.post("/documents").by(ALICE, &["editor"]).json(good).send().await;
        assert_eq!(answer.status, 201);
    }
    let (body, polls) = bodies::endless(b"x");
    app.post("/documents").by(ALICE, &["editor"]).body(body).send().await.problem(429);
    assert_eq!(polls.count(), 0);
}

#[tokio::test]
async fn a_body_is_not_touched_for_a_row_out_of_reach_or_a_wrong_type() {
    let app = App::start().await;
    let (body, polls) = bodies::endless(b"x");
    let path = format!("/documents/{BOBS}");
    app.call("PATCH", &path).by(ALICE, &["editor"]).body(body).send().await.problem(404);
    assert_eq!(polls.count(), 0);
    let (body, polls) = bodies::endless(b"x");
    app.post("/documents").by(ALICE, &["editor"]).body(body).send().await.problem(415);
    assert_eq!(polls.count(), 0);
}

#[tokio::test]
async fn a_body_without_an_end_is_cut_at_the_limit() {
    let mut limits = Limits::default();
    limits.body = 100;
    let app = App::with(|security| security.limits(limits)).await;
    for path in ["/documents", "/unchecked"] {
        let (body, polls) = bodies::endless(b"0123456789");
        let call = app.post(path).by(ALICE, &["editor"]).header("content-type", "application/json");
        call.body(body).send().await.problem(413);
        assert!(polls.count() <= 12, "{}", polls.count());
    }
}

#[tokio::test]
async fn the_host_and_the_sizes_come_before_the_credentials() {
    let app = App::with(|security| security.hosts(["api.example"])).await;
    let foreign = app.get("/me").without("host").header("host", "evil.example");
    foreign.send().await.problem(421);
    let foreign = app.get("/me").by(ALICE, &[]).without("host").header("host", "evil.example");
    foreign.send().await.problem(421);
    assert_eq!(app.get("/me").by(ALICE, &[]).send().await.status, 200);
    app.get(&format!("/me?{}", "x".repeat(9_000))).send().await.problem(414);
    app.get("/me").header("x", &"x".repeat(17_000)).send().await.problem(431);
    app.get("/me").header("host", "api.example").send().await.problem(400);
    app.get("/me").without("host").send().await.problem(400);
    assert_eq!(app.runs(), 1);
}

#[tokio::test]
async fn a_role_is_asked_before_the_quota_of_the_endpoint_is_charged() {
    let app = App::start().await;
    for _ in 0..10 {
        app.get("/statistics").by(ALICE, &["editor"]).send().await.problem(403);
    }
    let admitted = app.get("/statistics").by(ALICE, &["admin"]).send().await;
    assert_eq!(admitted.header("ratelimit"), r#""caller";r=2;t=20"#);
}

#[tokio::test]
async fn nothing_is_read_of_a_request_that_is_denied_whatever_it_accepts() {
    let app = App::start().await;
    let call = app.post("/documents").header("expect", "100-continue").header("accept", "*/*");
    let answer = call.body(Body::from("x")).send().await;
    answer.problem(401);
}
