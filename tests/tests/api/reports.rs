//! What a client is told about an input that is refused: where, what, what is asked for, and in which language.

use secure_api::{Error, SecureRouter, Translation, error::Failure, get, prelude::*};
use secure_api_tests::{
    app::{ALICE, App, AppState},
    client::{Answer, Call},
};
use serde_json::{Value, json};

fn announce(app: &App, body: impl ToString) -> Call {
    app.post("/announcements").by(ALICE, &["editor"]).json(body)
}

#[tokio::test]
async fn where_what_and_what_is_asked_for() {
    let app = App::start().await;
    let body = json!({"title": "x".repeat(101), "owner": ALICE});
    let problem = announce(&app, body).send().await.problem(422);
    let expected = json!([
        {"pointer": "#/owner", "code": "unknown", "detail": "is not a known member"},
        {"pointer": "#/content", "code": "missing", "detail": "is required"},
        {
            "pointer": "#/title",
            "code": "length",
            "detail": "must have 1 to 100 characters",
            "params": {"min": 1, "max": 100},
        },
    ]);
    assert_eq!(problem["errors"], expected);
}

#[tokio::test]
async fn where_malformed_json_breaks_off() {
    let app = App::start().await;
    let body = r#"{"title": "a", "a/b": [1, {"c": tru}]}"#;
    let problem = announce(&app, body).send().await.problem(400);
    assert_eq!(problem["detail"], "the input is not well-formed");
    let expected = json!([{
        "pointer": "#/a~1b/1/c",
        "code": "syntax",
        "detail": "is not well-formed JSON at line 1, column 36",
    }]);
    assert_eq!(problem["errors"], expected);
    let query = app.get("/documents?limit=1&after=%FF").by(ALICE, &["viewer"]).send().await;
    let expected = json!([{"pointer": "#/after", "code": "syntax", "detail": "is not UTF-8"}]);
    assert_eq!(query.problem(400)["errors"], expected);
}

/// German for whoever asks for it first, and for a code that it knows. A request in `xx` makes it misbehave.
fn german(failure: &Failure, languages: Option<&str>) -> Option<Translation> {
    let languages = languages?;
    let detail = match (failure.code, failure.params.get("max")) {
        ("missing", _) => "ist erforderlich".to_owned(),
        ("length", Some(max)) => format!("darf höchstens {max} Zeichen haben"),
        ("syntax", _) => "ist kein JSON".to_owned(),
        ("cursor", _) => "ist keine Marke".to_owned(),
        ("own", _) => format!("gilt nicht für {languages}"),
        _ => return None,
    };
    match languages {
        "xx-panic" => panic!("hunter2"),
        "xx-none" => Some(Translation::new(detail)),
        "xx-tag" => Some(Translation::new(detail).in_language("de; x=\"y\"")),
        languages if languages.starts_with("de") => {
            Some(Translation::new(detail).in_language("de"))
        }
        _ => None,
    }
}

#[secure_endpoint(authenticated)]
async fn own() -> Result<()> {
    Err(Error::invalid("#/own", "own", "is not valid"))
}

async fn translating() -> App {
    let routes = secure_api_tests::endpoints::routes();
    let routes: SecureRouter<AppState> = routes.route("/own", get(own));
    App::routed(|security| security.translate(german), routes).await
}

fn details(problem: &Value) -> Vec<&str> {
    let errors = problem["errors"].as_array().unwrap();
    errors.iter().map(|error| error["detail"].as_str().unwrap()).collect()
}

/// Its language, and what it depends on.
fn languages(answer: &Answer) -> (Option<&str>, Option<&str>) {
    let field = |name| answer.has(name).then(|| answer.header(name));
    (field("content-language"), field("vary"))
}

#[tokio::test]
async fn details_in_the_clients_language() {
    let app = translating().await;
    let body = json!({"title": "x".repeat(101), "more": 1});
    let answer = announce(&app, &body).header("accept-language", "de-AT, en;q=0.5").send().await;
    let problem = answer.problem(422);
    let expected =
        ["is not a known member", "ist erforderlich", "darf höchstens 100 Zeichen haben"];
    assert_eq!(details(&problem), expected);
    assert_eq!(problem["errors"][2]["params"], json!({"min": 1, "max": 100}));
    assert_eq!(languages(&answer), (Some("de"), Some("accept-language")));

    let answer = announce(&app, &body).header("accept-language", "fr").send().await;
    assert_eq!(details(&answer.problem(422))[1], "is required");
    assert_eq!(languages(&answer), (None, Some("accept-language")), "it could have been another");
    let answer = announce(&app, &body).send().await;
    assert_eq!(details(&answer.problem(422))[1], "is required");
    assert_eq!(languages(&answer), (None, Some("accept-language")));
}

#[tokio::test]
async fn whoever_refuses_the_input() {
    let app = translating().await;
    let reader = |path: &str| app.get(path).by(ALICE, &["viewer"]).header("accept-language", "de");
    for (status, call, detail) in [
        (400, announce(&app, "{").header("accept-language", "de"), "ist kein JSON"),
        (400, reader("/documents?after=%FF"), "ist kein JSON"),
        (422, reader("/documents?after=x"), "ist keine Marke"), // by the library, in the handler
        (422, reader("/own"), "gilt nicht für de"),             // by the handler
    ] {
        let answer = call.send().await;
        assert_eq!(details(&answer.problem(status)), [detail]);
        assert_eq!(languages(&answer), (Some("de"), Some("accept-language")));
    }
}

#[tokio::test]
async fn other_answers_are_left_alone() {
    let app = translating().await;
    for (status, call) in [
        (200, app.get("/me").by(ALICE, &[])),
        (401, app.get("/me")),
        (403, app.get("/statistics").by(ALICE, &["viewer"])),
        (404, app.get("/nothing")),
        (415, app.post("/announcements").by(ALICE, &["editor"]).body("{}")),
        (500, app.get("/fails").by(ALICE, &[])),
    ] {
        let answer = call.header("accept-language", "de").send().await;
        assert_eq!((answer.status, languages(&answer)), (status, (None, None)));
    }
    let app = App::start().await;
    let answer = announce(&app, "{}").header("accept-language", "de").send().await;
    answer.problem(422);
    assert_eq!(languages(&answer), (None, None));
}

#[tokio::test]
async fn accept_language_is_handed_on_as_it_was_sent() {
    let app = translating().await;
    let ask = || app.get("/own").by(ALICE, &[]);
    let answer = ask().header("accept-language", "de").header("accept-language", "en;q=0.1");
    assert_eq!(details(&answer.send().await.problem(422)), ["gilt nicht für de, en;q=0.1"]);
    let mut request = ask().into_request();
    let bytes = axum::http::HeaderValue::from_bytes(b"de\xff").unwrap();
    request.headers_mut().insert("accept-language", bytes);
    let response = tower::ServiceExt::oneshot(app.service.clone(), request).await.unwrap();
    assert_eq!(details(&Answer::of(response).await.problem(422)), ["is not valid"]);
}

#[tokio::test]
async fn a_translation_that_misbehaves() {
    let app = translating().await;
    let ask = |language| app.get("/own").by(ALICE, &[]).header("accept-language", language);
    let answer = ask("xx-none").send().await;
    assert_eq!(details(&answer.problem(422)), ["gilt nicht für xx-none"]);
    assert_eq!(languages(&answer), (None, Some("accept-language")));
    let answer = ask("xx-tag").send().await;
    answer.problem(422);
    assert_eq!(languages(&answer), (None, Some("accept-language")), "it is no language");
    assert_eq!(ask("xx-panic").send().await.problem(500)["detail"], "something went wrong here");
    assert_eq!(ask("de").send().await.status, 422);
}
