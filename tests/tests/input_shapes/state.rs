//! Rules that need the application's state.

use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Json;
use secure_api::{
    SecureInput, SecureRouter, Valid,
    input::{self, ValidationError},
    post, secure_endpoint,
};
use secure_api_tests::app::{ALICE, App, AppState};
use serde_json::json;

use crate::failures;

/// A state that counts the questions.
#[derive(Default)]
struct Names {
    asked: AtomicUsize,
}

impl Names {
    fn ask(&self) -> usize {
        self.asked.fetch_add(1, Ordering::SeqCst)
    }
}

async fn is_free(name: &str, names: &Names) -> Result<(), ValidationError> {
    names.ask();
    tokio::task::yield_now().await;
    match name {
        "ada" => Err(ValidationError::new("taken").with_message("is taken".into())),
        _ => Ok(()),
    }
}

async fn may_join(_: &Member, names: &Names) -> Result<(), ValidationError> {
    names.ask();
    Err(ValidationError::new("full"))
}

#[derive(SecureInput, Debug)]
#[input(state = Names)]
struct NewUser {
    #[validate(length(max = 5), async_custom(function = is_free))]
    name: String,
    #[validate(length(max = 5), async_custom(function = is_free, message = "is gone"))]
    nick: Option<String>,
}

#[derive(SecureInput, Debug)]
#[input(state = Names)]
#[validate(async_custom(function = may_join, code = "closed"))]
#[serde(tag = "kind", content = "data")]
enum Member {
    Guest,
    User {
        #[validate(length(max = 5), async_custom(function = is_free))]
        name: String,
    },
    Bot(#[validate(length(max = 5), async_custom(function = is_free))] String),
}

async fn user(text: &str, names: &Names) -> Vec<String> {
    failures(input::read_json_with_state::<NewUser, _>(text.as_bytes(), names).await)
}

async fn member(text: &str, names: &Names) -> Vec<String> {
    failures(input::read_json_with_state::<Member, _>(text.as_bytes(), names).await)
}

#[tokio::test]
async fn they_are_asked_last_and_all_of_them() {
    let names = Names::default();
    assert_eq!(user(r#"{"name": "eve"}"#, &names).await, ["valid"]);
    assert_eq!(names.asked.load(Ordering::SeqCst), 1, "what is absent is not asked about");
    let both = user(r#"{"name": "ada", "nick": "ada"}"#, &names).await;
    assert_eq!(both, ["#/name taken", "#/nick taken"]);
    let before = names.asked.load(Ordering::SeqCst);
    assert_eq!(user(r#"{"name": "ada", "nick": "too long"}"#, &names).await, ["#/nick length"]);
    assert_eq!(user(r#"{"name": "ada", "x": 1}"#, &names).await, ["#/x unknown"]);
    assert_eq!(names.asked.load(Ordering::SeqCst), before, "nothing is asked about what is wrong");
}

#[tokio::test]
async fn they_point_at_members_of_variants_and_at_the_whole() {
    let names = Names::default();
    assert_eq!(member(r#"{"kind": "Guest"}"#, &names).await, ["# closed"]);
    let user = r#"{"kind": "User", "data": {"name": "ada"}}"#;
    assert_eq!(member(user, &names).await, ["#/data/name taken", "# closed"]);
    let bot = r#"{"kind": "Bot", "data": "ada"}"#;
    assert_eq!(member(bot, &names).await, ["#/data taken", "# closed"]);
}

async fn is_in_database(id: &str, state: &AppState) -> Result<(), ValidationError> {
    // The whole state is there, its counter too.
    state.ran();
    match id {
        "known" => Ok(()),
        _ => Err(ValidationError::new("unknown_id")),
    }
}

#[derive(SecureInput)]
#[input(state = AppState)]
struct Choice {
    #[validate(length(max = 9), async_custom(function = is_in_database))]
    id: String,
}

#[secure_endpoint(authenticated, rate = "100/min")]
async fn choose(Valid(Json(choice)): Valid<Json<Choice>>) -> String {
    choice.id
}

#[tokio::test]
async fn an_endpoint_asks_them_with_the_routers_state() {
    let routes = SecureRouter::new().route("/choose", post(choose));
    let app = App::routed(|security| security, routes).await;
    let answer = app.post("/choose").by(ALICE, &[]).json(json!({ "id": "known" })).send().await;
    assert_eq!((answer.status, answer.text()), (200, "known"));
    let answer = app.post("/choose").by(ALICE, &[]).json(json!({ "id": "other" })).send().await;
    assert_eq!(answer.status, 422);
    assert_eq!(app.runs(), 2);
    assert_eq!(answer.json()["errors"][0]["pointer"], "#/id");
    assert_eq!(answer.json()["errors"][0]["code"], "unknown_id");
}
