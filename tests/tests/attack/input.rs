//! Bodies that carry more, or something else, than what was declared.

use axum::{
    Form,
    extract::{Extension, OriginalUri, Query},
    http::{HeaderMap, HeaderValue},
};
use secure_api::{
    SecureRouter,
    error::ErrorKind,
    get,
    input::{self, Headers},
    post,
    prelude::*,
};
use secure_api_tests::{
    app::{ALICE, ALICES, App, AppState},
    bodies,
};
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

#[derive(SecureInput)]
struct Note {
    #[validate(length(max = 20))]
    text: String,
}

#[secure_endpoint(public(reason = "a test"), rate = "1000/min")]
async fn by_form(Valid(Form(note)): Valid<Form<Note>>) -> String {
    note.text
}

#[secure_endpoint(public(reason = "a test"), rate = "1000/min")]
async fn by_query(Valid(Query(note)): Valid<Query<Note>>) -> String {
    note.text
}

#[derive(SecureInput)]
struct Marked {
    #[validate(length(max = 20))]
    x_mark: String,
    #[serde(rename = "x-other")]
    #[validate(length(max = 20))]
    other: Option<String>,
}

#[secure_endpoint(public(reason = "a test"), rate = "1000/min")]
async fn by_fields(Valid(Headers(marked)): Valid<Headers<Marked>>) -> String {
    marked.x_mark
}

async fn notes() -> App {
    let routes = SecureRouter::<AppState>::new()
        .route("/form", post(by_form))
        .route("/query", get(by_query))
        .route("/fields", get(by_fields));
    App::routed(|security| security, routes).await
}

const FORM: &str = "application/x-www-form-urlencoded";

/// CVE-2011-3414 and its kin: as many parameters as the body has room for.
#[tokio::test]
async fn more_pairs_than_an_input_has() {
    let app = notes().await;
    let pairs = |count: usize| vec!["a"; count].join("&");
    let send =
        async |body: String| app.post("/form").header("content-type", FORM).body(body).send().await;
    let answer = send(pairs(1_000)).await;
    answer.problem(422);
    assert!(answer.body.len() < 5_000, "{}", answer.body.len());
    send(pairs(1_001)).await.problem(400);
    send(pairs(30_000)).await.problem(400);
    app.get(&format!("/query?{}", pairs(1_001))).send().await.problem(400);
}

/// A form under two types, of which another program may have gone by the other; and text that is none.
#[tokio::test]
async fn a_form_that_could_be_something_else() {
    let app = notes().await;
    let post = || app.post("/form").header("content-type", FORM).body("text=a");
    assert_eq!(post().send().await.status, 200);
    for second in [FORM, "application/json"] {
        post().header("content-type", second).send().await.problem(415);
    }
    post().header("content-encoding", "gzip").send().await.problem(415);
    for body in ["text=%FF", "text=%C3", "%FF=a", "text=%ED%A0%80"] {
        let call = app.post("/form").header("content-type", FORM).body(body);
        call.send().await.problem(400);
    }
    for body in ["text=a&text=b", "text=a&t%65xt=b", "text=%00", "text[]=a", "text.x=a"] {
        let call = app.post("/form").header("content-type", FORM).body(body);
        call.send().await.problem(422);
    }
    let (endless, _) = bodies::endless(b"text=a&");
    app.post("/form").header("content-type", FORM).body(endless).send().await.problem(413);
}

/// Of a field that stands twice, a proxy sees the one and the application the other.
#[tokio::test]
async fn a_header_field_that_stands_twice() {
    let app = notes().await;
    let call = || app.get("/fields").header("x-mark", "a");
    assert_eq!(call().send().await.status, 200);
    for name in ["x-mark", "X-MARK"] {
        let answer = call().header(name, "b").send().await;
        assert_eq!(answer.problem(422)["errors"][0]["code"], "duplicate");
    }
    // An underscore is another field, which proxies drop or turn into the first.
    assert_eq!(call().header("x_mark", "b").send().await.body, "a");
    let mut headers = HeaderMap::new();
    headers.insert("x-mark", HeaderValue::from_bytes(b"a\xff").unwrap());
    headers.insert("x-other", HeaderValue::from_bytes(b"\xff").unwrap());
    let error = input::read_headers::<Marked>(&headers).err().unwrap();
    let ErrorKind::Invalid(failures) = error.kind() else { panic!("{error:?}") };
    let found: Vec<_> = failures.iter().map(|failure| (&*failure.pointer, failure.code)).collect();
    assert_eq!(found, [("#/x_mark", "type"), ("#/x-other", "type")]);
}
