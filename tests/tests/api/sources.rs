//! Where an input can stand in a request, beside JSON: a form, header fields, the parts of a body.

use axum::Form;
use secure_api::{
    SecureRouter, get,
    input::{Headers, Multipart, Upload},
    post,
    prelude::*,
};
use secure_api_tests::{
    app::{App, AppState},
    client::Answer,
    parts,
};
use serde_json::Value;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n and so on";

#[derive(SecureInput)]
struct SignIn {
    #[input(sanitize(trim))]
    #[validate(length(min = 1, max = 20))]
    name: String,
    #[serde(rename = "stay-signed-in")]
    stay: Option<bool>,
    tries: u8,
}

#[secure_endpoint(public(reason = "a test"), rate = "1000/min")]
async fn sign_in(Valid(Form(input)): Valid<Form<SignIn>>) -> String {
    format!("{} {:?} {}", input.name, input.stay, input.tries)
}

#[derive(SecureInput)]
struct Kind {
    #[validate(one_of("preview", "final"))]
    x_request_kind: String,
    #[serde(rename = "X-Pages")]
    #[validate(range(max = 9))]
    pages: Option<u8>,
}

#[secure_endpoint(public(reason = "a test"), rate = "1000/min")]
async fn render(Valid(Headers(input)): Valid<Headers<Kind>>) -> String {
    format!("{} {:?}", input.x_request_kind, input.pages)
}

#[derive(SecureInput)]
struct Report {
    #[input(sanitize(trim))]
    #[validate(length(min = 1, max = 20))]
    subject: String,
    urgent: Option<bool>,
    #[validate(length(max = 2), each(length(max = 5)))]
    tags: Vec<String>,
    #[validate(file(max = "1KiB", types("image/png", "text/csv")))]
    cover: Option<Upload>,
    #[validate(items(max = 2), each(file(max = 100, types("image/png"))))]
    pages: Option<Vec<Upload>>,
}

#[secure_endpoint(public(reason = "a test"), rate = "1000/min")]
async fn hand_in(Valid(Multipart(input)): Valid<Multipart<Report>>) -> String {
    let cover = input
        .cover
        .as_ref()
        .map(|cover| format!("{} {} {:?}", cover.media_type(), cover.size(), cover.claimed_name()));
    let pages = input.pages.map(|pages| pages.len());
    format!("{} {:?} {:?} {cover:?} {pages:?}", input.subject, input.urgent, input.tags)
}

async fn app() -> App {
    let routes = SecureRouter::<AppState>::new()
        .route("/sign-in", post(sign_in))
        .route("/render", get(render))
        .route("/reports", post(hand_in));
    App::routed(|security| security, routes).await
}

fn text(answer: &Answer) -> &str {
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    std::str::from_utf8(&answer.body).unwrap()
}

/// `pointer code` of each failure.
fn failures(answer: &Answer) -> Vec<String> {
    let problem = answer.problem(422);
    let line = |error: &Value| {
        format!("{} {}", error["pointer"].as_str().unwrap(), error["code"].as_str().unwrap())
    };
    problem["errors"].as_array().unwrap().iter().map(line).collect()
}

#[tokio::test]
async fn a_form() {
    let app = app().await;
    let send = async |body: &'static str| {
        let call = app.post("/sign-in").header("content-type", "application/x-www-form-urlencoded");
        call.body(body).send().await
    };
    let answer = send("name=+Zo%C3%AB+&tries=2&stay-signed-in=true").await;
    assert_eq!(text(&answer), "Zoë Some(true) 2");
    assert_eq!(text(&send("tries=0&name=Bob").await), "Bob None 0");
    let answer = send("name=+&tries=two&admin=1&stay-signed-in=").await;
    assert_eq!(
        failures(&answer),
        ["#/tries type", "#/admin unknown", "#/stay-signed-in type", "#/name length"]
    );
    assert_eq!(failures(&send("name=a&name=b&tries=1").await), ["#/name duplicate"]);
    assert_eq!(failures(&send("").await), ["#/name missing", "#/tries missing"]);
    send("name=%FF&tries=1").await.problem(400);
}

#[tokio::test]
async fn a_form_of_another_type() {
    let app = app().await;
    for kind in [
        None,
        Some("application/json"),
        Some("multipart/form-data; boundary=x"),
        Some("application/x-www-form-urlencoded; charset=iso-8859-1"),
    ] {
        let call = app.post("/sign-in").body("name=a&tries=1");
        let call = match kind {
            Some(kind) => call.header("content-type", kind),
            None => call,
        };
        let answer = call.send().await;
        answer.problem(415);
        assert_eq!(answer.headers["accept"], "application/x-www-form-urlencoded", "{kind:?}");
    }
}

#[tokio::test]
async fn header_fields() {
    let app = app().await;
    let call = app.get("/render").header("X-Request-Kind", "final").header("x-pages", "3");
    assert_eq!(text(&call.header("x-unknown", "is fine").send().await), "final Some(3)");
    let answer = app.get("/render").header("x-request-kind", "final").send().await;
    assert_eq!(text(&answer), "final None");
    let answer = app.get("/render").header("x-pages", "ten").send().await;
    assert_eq!(failures(&answer), ["#/X-Pages type", "#/x_request_kind missing"]);
    let call = app.get("/render").header("x-request-kind", "draft").header("x-pages", "10");
    assert_eq!(failures(&call.send().await), ["#/x_request_kind one_of", "#/X-Pages range"]);
}

#[tokio::test]
async fn the_parts_of_a_body() {
    let app = app().await;
    let send = async |parts: &[Vec<u8>]| {
        let call = app.post("/reports").header("content-type", parts::TYPE);
        call.body(parts::body(parts)).send().await
    };
    let answer = send(&[
        parts::text("tags", "a"),
        parts::file("pages", "1", PNG),
        parts::text("subject", " Spring "),
        parts::file("cover", "cover.png", PNG),
        parts::text("tags", "b"),
        parts::file("pages", "2", PNG),
        parts::text("urgent", "true"),
    ])
    .await;
    assert_eq!(
        text(&answer),
        r#"Spring Some(true) ["a", "b"] Some("image/png 18 Some(\"cover.png\")") Some(2)"#
    );
    let csv = parts::part("name=\"cover\"; filename=x", "a,b\r\n1,2\r\n");
    let answer = send(&[csv, parts::text("tags", ""), parts::text("subject", "S")]).await;
    assert_eq!(text(&answer), r#"S None [""] Some("text/plain 10 Some(\"x\")") None"#);
    // What browsers send where no file was chosen.
    let none =
        parts::part("name=\"cover\"; filename=\"\"\r\nContent-Type: application/octet-stream", "");
    let answer = send(&[none, parts::text("tags", "t"), parts::text("subject", "S")]).await;
    assert_eq!(text(&answer), r#"S None ["t"] None None"#);
}

#[tokio::test]
async fn everything_wrong_with_parts_is_said_at_once() {
    let app = app().await;
    let answer = app
        .post("/reports")
        .header("content-type", parts::TYPE)
        .body(parts::body(&[
            parts::text("subject", "  "),
            parts::text("tags", "a"),
            parts::text("tags", "far too long"),
            parts::text("urgent", "perhaps"),
            parts::text("role", "admin"),
            parts::file("cover", "a.png", [b'x'; 2_000]),
            parts::file("pages", "a.png", b"GIF89a"),
            parts::file("pages", "b.png", PNG),
            parts::file("pages", "c.png", PNG),
            parts::text("subject", "again"),
        ]))
        .send()
        .await;
    let mut found = failures(&answer);
    found.sort();
    assert_eq!(
        found,
        [
            "#/cover file",
            "#/pages items",
            "#/pages/0 file",
            "#/role unknown",
            "#/subject duplicate",
            "#/subject length",
            "#/tags/1 length",
            "#/urgent type",
        ]
    );
    let problem = answer.problem(422);
    let cover = problem["errors"].as_array().unwrap().iter().find(|e| e["pointer"] == "#/cover");
    assert_eq!(cover.unwrap()["params"]["max"], 1024);
}

#[tokio::test]
async fn parts_under_another_type() {
    let app = app().await;
    let body = parts::body(&[parts::text("subject", "S"), parts::text("tags", "")]);
    for kind in ["application/json", "multipart/mixed; boundary=x", "text/plain", ""] {
        let call = app.post("/reports").header("content-type", kind).body(body.clone());
        let answer = call.send().await;
        answer.problem(415);
        assert_eq!(answer.headers["accept"], "multipart/form-data");
    }
}
