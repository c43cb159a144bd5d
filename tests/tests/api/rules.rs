//! Each clause of an access rule: whom it admits, and what the others are told.

use std::sync::atomic::{AtomicUsize, Ordering};

use axum::{Json, extract::State};
use secure_api::{Error, SecureRouter, access_rule, authz::CheckContext, get, post, prelude::*};
use secure_api_tests::{
    app::{ABSENT, ADMIN, ALICE, App, AppState, BOB},
    client::{Answer, Call},
    database::On,
    endpoints::{NewDocument, Role},
    on_each_database, tokens,
};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

on_each_database! {
    public_rows_are_the_ones_that_the_rule_names,
    rows_of_ones_own_or_of_a_kind,
    a_named_rule_holds_where_it_is_named,
}

#[derive(Resource, sqlx::FromRow, Serialize)]
#[resource(table = "articles")]
struct Article {
    #[resource(id)]
    id: Uuid,
    #[resource(owner)]
    owner_id: Uuid,
    status: Option<String>,
    year: i64,
    pinned: bool,
}

const ALICES_DRAFT: &str = "10000000-0000-4000-8000-000000000001";
const ALICES_NEWS: &str = "10000000-0000-4000-8000-000000000002";
const BOBS_DRAFT: &str = "10000000-0000-4000-8000-000000000003";
const BOBS_NEWS: &str = "10000000-0000-4000-8000-000000000004";
const BOBS_UNDECIDED: &str = "10000000-0000-4000-8000-000000000005";

#[secure_endpoint(optional(reason = "a greeting for everybody"))]
async fn greeting(principal: Principal) -> String {
    principal.subject().to_owned()
}

#[secure_endpoint(scope = "documents:read", scope = "documents:list")]
async fn scoped() {}

#[secure_endpoint(fresh = "10min")]
async fn fresh() {}

#[secure_endpoint(mfa, role = "admin")]
async fn several_factors() {}

#[secure_endpoint(any(role = "admin", all(fresh = "1min", mfa)), scope = "payments")]
async fn payments() {}

#[secure_endpoint(not(role = "editor"))]
async fn not_editors() {}

#[secure_endpoint(any(role = "admin", check = is_known), rate = "3/min")]
async fn known() {}

#[secure_endpoint(all(check = is_known, check = never_asked), role = "viewer")]
async fn known_in_order() {}

#[secure_endpoint(check = is_out_of_order)]
async fn out_of_order() {}

#[secure_endpoint(check = says_not_found)]
async fn words_of_its_own() {}

#[secure_endpoint(check = is_named_in_path)]
async fn named_in_path() {}

#[secure_endpoint(public(reason = "news are for all"), row(status = "news"), rate = "60/min")]
async fn news(article: Owned<Article>) -> Json<Article> {
    Json(article.into_inner())
}

#[secure_endpoint(optional(reason = "drafts for their authors"), any(owner, row(status = "news")))]
async fn front_page(articles: Scoped<Article>) -> Result<Json<Page<Article>>> {
    Ok(Json(articles.list(&PageRequest::default()).await?))
}

#[secure_endpoint(all(not(owner), row(pinned = true, year = 2026)))]
async fn pinned_by_others(articles: Scoped<Article>) -> Result<String> {
    Ok(articles.count(Search::all()).await?.to_string())
}

access_rule!(
    /// Editors, for what is their own.
    EditorOfOwn = all(role = "editor", owner = "owner_id")
);

#[secure_endpoint(any(rule = EditorOfOwn, role = "admin"))]
async fn by_name(article: Owned<Article>) -> Json<Article> {
    Json(article.into_inner())
}

#[secure_endpoint(authenticated, body = "100B")]
async fn small(Valid(Json(new)): Valid<Json<NewDocument>>) -> String {
    new.title
}

#[secure_endpoint(authenticated, body = "1MiB")]
async fn large(body: Unchecked<axum::body::Bytes>) -> String {
    body.0.len().to_string()
}

#[secure_endpoint(authenticated, timeout = "50ms")]
async fn hasty(State(state): State<AppState>) {
    state.ran();
    std::future::pending::<()>().await;
}

static ASKED: AtomicUsize = AtomicUsize::new(0);

async fn is_known(context: &CheckContext<'_>) -> Result<bool> {
    context.state::<AppState>()?.ran();
    Ok(context.principal().subject() == ALICE)
}

async fn never_asked(_: &CheckContext<'_>) -> Result<bool> {
    ASKED.fetch_add(1, Ordering::SeqCst);
    Ok(true)
}

async fn is_out_of_order(_: &CheckContext<'_>) -> Result<bool> {
    Err(Error::internal("SELECT hunter2"))
}

async fn says_not_found(_: &CheckContext<'_>) -> Result<bool> {
    Err(Error::not_found())
}

async fn is_named_in_path(context: &CheckContext<'_>) -> Result<bool> {
    Ok(context.method() == "GET"
        && context.capture("subject") == Some(context.principal().subject()))
}

async fn start() -> App {
    start_on(On::Sqlite).await
}

async fn start_on(on: On) -> App {
    let routes = SecureRouter::new()
        .route("/greeting", get(greeting))
        .route("/scoped", get(scoped))
        .route("/fresh", get(fresh))
        .route("/several-factors", get(several_factors))
        .route("/payments", get(payments))
        .route("/not-editors", get(not_editors))
        .route("/known", get(known))
        .route("/known-in-order", get(known_in_order))
        .route("/out-of-order", get(out_of_order))
        .route("/words-of-its-own", get(words_of_its_own))
        .route("/named-in-path/{subject}", get(named_in_path))
        .route("/news/{id}", get(news))
        .route("/front-page", get(front_page))
        .route("/pinned-by-others", get(pinned_by_others))
        .route("/by-name/{id}", get(by_name))
        .route("/small", post(small))
        .route("/large", post(large))
        .route("/hasty", get(hasty));
    let app = App::routed_on(on, |security| security.refusals_per_minute(1_000), routes).await;
    app.database
        .run(
            "CREATE TABLE articles (id UUID PRIMARY KEY NOT NULL, owner_id UUID NOT NULL, status TEXT, \
             year BIGINT NOT NULL, pinned BOOLEAN NOT NULL)",
        )
        .await;
    for (id, owner, status, pinned) in [
        (ALICES_DRAFT, ALICE, Some("draft"), true),
        (ALICES_NEWS, ALICE, Some("news"), true),
        (BOBS_DRAFT, BOB, Some("draft"), true),
        (BOBS_NEWS, BOB, Some("news"), false),
        (BOBS_UNDECIDED, BOB, None, true),
    ] {
        let status = status.map_or("NULL".to_owned(), |status| format!("'{status}'"));
        let row = format!("(UUID '{id}', UUID '{owner}', {status}, 2026, {pinned})");
        app.database.run(&format!("INSERT INTO articles VALUES {row}")).await;
    }
    app
}

/// A token of Alice's with some claims more.
fn claiming(call: Call, roles: &[&str], more: Value) -> Call {
    let mut claims = tokens::claims(ALICE, roles);
    for (name, value) in more.as_object().unwrap() {
        claims[name] = value.clone();
    }
    call.bearing(&tokens::signed(&claims))
}

fn challenge(answer: &Answer) -> &str {
    answer.header("www-authenticate")
}

#[tokio::test]
async fn optional_admits_without_credentials_but_not_with_bad_ones() {
    let app = start().await;
    assert_eq!(app.get("/greeting").send().await.text(), "");
    assert_eq!(app.get("/greeting").by(ALICE, &[]).send().await.text(), ALICE);
    let answer = app.get("/greeting").bearing("a.b.c").send().await;
    answer.problem(401);
    assert!(challenge(&answer).contains(r#"error="invalid_token""#));
    // The rule holds for whoever does say who it is.
    let delegated = json!({ "act": { "sub": "somebody" } });
    claiming(app.get("/greeting"), &[], delegated).send().await.problem(403);
}

#[tokio::test]
async fn every_scope_is_required_and_the_challenge_names_them() {
    let app = start().await;
    let ask = |scope: Value| claiming(app.get("/scoped"), &["admin"], scope).send();
    assert_eq!(ask(json!({ "scope": "documents:list openid documents:read" })).await.status, 200);
    for wrong in [
        json!({}),
        json!({ "scope": "" }),
        json!({ "scope": "documents:read" }),
        json!({ "scope": "documents:read documents:lis" }),
        json!({ "scope": "documents:read,documents:list" }),
        json!({ "scope": "DOCUMENTS:READ DOCUMENTS:LIST" }),
    ] {
        let answer = ask(wrong).await;
        answer.problem(403);
        assert_eq!(
            challenge(&answer),
            r#"Bearer realm="api", error="insufficient_scope", scope="documents:read documents:list""#
        );
    }
}

#[tokio::test]
async fn fresh_asks_for_another_authentication() {
    let app = start().await;
    let ask = |at: Value| claiming(app.get("/fresh"), &[], at).send();
    let at = |seconds: u64| json!({ "auth_time": tokens::NOW - seconds });
    assert_eq!(ask(at(0)).await.status, 200);
    assert_eq!(ask(at(600)).await.status, 200);
    for stale in [at(601), at(86_400), json!({})] {
        let answer = ask(stale).await;
        answer.problem(401);
        assert_eq!(
            challenge(&answer),
            r#"Bearer realm="api", error="insufficient_user_authentication", error_description="a more recent authentication is needed", max_age=600"#
        );
    }
}

#[tokio::test]
async fn what_would_not_help_is_not_asked_for() {
    let app = start().await;
    let mfa = json!({ "amr": ["pwd", "mfa"] });
    let ask = |roles: &'static [&str], more: Value| {
        claiming(app.get("/several-factors"), roles, more).send()
    };
    assert_eq!(ask(&["admin"], mfa.clone()).await.status, 200);
    let answer = ask(&["admin"], json!({ "amr": ["pwd"] })).await;
    answer.problem(401);
    assert!(challenge(&answer).contains(r#"error="insufficient_user_authentication""#));
    // Without the role no authentication would help.
    let answer = ask(&["viewer"], json!({})).await;
    answer.problem(403);
    assert!(!answer.has("www-authenticate"));
    ask(&["viewer"], mfa).await.problem(403);

    let ask =
        |roles: &'static [&str], more: Value| claiming(app.get("/payments"), roles, more).send();
    let answer = ask(&["admin"], json!({ "scope": "openid" })).await;
    answer.problem(403);
    assert!(challenge(&answer).contains(r#"error="insufficient_scope", scope="payments""#));
    let answer = ask(&["viewer"], json!({ "scope": "payments" })).await;
    answer.problem(401);
    assert!(challenge(&answer).ends_with("max_age=60"), "{}", challenge(&answer));
    // Both are missing: a new authentication alone would not do.
    let answer = ask(&["viewer"], json!({ "scope": "openid" })).await;
    answer.problem(403);
    assert!(challenge(&answer).contains(r#"error="insufficient_scope""#));
}

#[tokio::test]
async fn not_is_unknown_where_the_roles_are_not_known() {
    let app = start().await;
    let ask = |claims: &Value| app.get("/not-editors").bearing(&tokens::signed(claims)).send();
    assert_eq!(ask(&tokens::claims(ALICE, &["viewer"])).await.status, 200);
    assert_eq!(ask(&tokens::claims(ALICE, &[])).await.status, 200);
    ask(&tokens::claims(ALICE, &["editor"])).await.problem(403);
    // An admin is an editor.
    ask(&tokens::claims(ALICE, &["admin"])).await.problem(403);
    ask(&tokens::claims(ALICE, &["viewer", "a name that nobody knows"])).await.problem(403);
    let mut without = tokens::claims(ALICE, &[]);
    without.as_object_mut().unwrap().remove("roles");
    ask(&without).await.problem(403);
}

#[tokio::test]
async fn a_check_runs_only_where_it_matters_and_after_the_quotas() {
    let app = start().await;
    let ask = |subject, roles: &'static [&str]| app.get("/known").by(subject, roles).send();
    assert_eq!(ask(ADMIN, &["admin"]).await.status, 200);
    assert_eq!(app.runs(), 0, "the role has decided");
    assert_eq!(ask(ALICE, &[]).await.status, 200);
    assert_eq!(app.runs(), 1);
    for _ in 0..3 {
        ask(BOB, &[]).await.problem(403);
    }
    assert_eq!(app.runs(), 4);
    ask(BOB, &[]).await.problem(429);
    assert_eq!(app.runs(), 4, "who has no quota left is not checked");

    app.get("/known-in-order").by(ALICE, &[]).send().await.problem(403);
    assert_eq!(app.runs(), 4, "without the role no check matters");
    app.get("/known-in-order").by(BOB, &["viewer"]).send().await.problem(403);
    assert_eq!((app.runs(), ASKED.load(Ordering::SeqCst)), (5, 0), "the first has said no");
    assert_eq!(app.get("/known-in-order").by(ALICE, &["viewer"]).send().await.status, 200);
    assert_eq!((app.runs(), ASKED.load(Ordering::SeqCst)), (6, 1));
}

#[tokio::test]
async fn a_check_that_fails_has_not_said_no() {
    let app = start().await;
    app.get("/out-of-order").by(ALICE, &[]).send().await.problem(500);
    app.get("/words-of-its-own").by(ALICE, &[]).send().await.problem(503);
}

#[tokio::test]
async fn a_check_sees_the_path() {
    let app = start().await;
    let ask = |path: &str| app.get(&format!("/named-in-path/{path}")).by(ALICE, &[]).send();
    assert_eq!(ask(ALICE).await.status, 200);
    ask(BOB).await.problem(403);
    ask("%FF").await.problem(404);
}

async fn public_rows_are_the_ones_that_the_rule_names(on: On) {
    let app = start_on(on).await;
    for id in [ALICES_NEWS, BOBS_NEWS] {
        assert_eq!(app.get(&format!("/news/{id}")).send().await.json()["id"], id);
    }
    let absent = app.get(&format!("/news/{ABSENT}")).send().await;
    absent.problem(404);
    for id in [ALICES_DRAFT, BOBS_DRAFT, BOBS_UNDECIDED] {
        // Whoever calls, even the owner: public endpoints ignore credentials.
        let answer = app.get(&format!("/news/{id}")).by(ALICE, &["admin"]).send().await;
        answer.problem(404);
        assert_eq!(answer.body, absent.body);
    }
}

async fn rows_of_ones_own_or_of_a_kind(on: On) {
    let app = start_on(on).await;
    let ids = |page: Value| -> Vec<String> {
        let items = page["items"].as_array().unwrap().iter();
        items.map(|item| item["id"].as_str().unwrap().to_owned()).collect()
    };
    let anonymous = app.get("/front-page").send().await.json();
    assert_eq!(ids(anonymous), [ALICES_NEWS, BOBS_NEWS]);
    let alice = app.get("/front-page").by(ALICE, &[]).send().await.json();
    assert_eq!(ids(alice), [ALICES_DRAFT, ALICES_NEWS, BOBS_NEWS]);
    // A subject that cannot own anything reaches what anybody reaches.
    let nobody = app.get("/front-page").by("not a uuid", &[]).send().await.json();
    assert_eq!(ids(nobody), [ALICES_NEWS, BOBS_NEWS]);
    let count = |subject| app.get("/pinned-by-others").by(subject, &[]).send();
    assert_eq!(count(ALICE).await.text(), "2");
    assert_eq!(count(BOB).await.text(), "2");
    assert_eq!(count(ADMIN).await.text(), "4");
    count("not a uuid").await.problem(403);
}

async fn a_named_rule_holds_where_it_is_named(on: On) {
    let app = start_on(on).await;
    let ask = |id: &str, subject, roles: &'static [&str]| {
        app.get(&format!("/by-name/{id}")).by(subject, roles).send()
    };
    assert_eq!(ask(ALICES_DRAFT, ALICE, &["editor"]).await.status, 200);
    assert_eq!(ask(ALICES_DRAFT, ADMIN, &["admin"]).await.status, 200);
    ask(BOBS_DRAFT, ALICE, &["editor"]).await.problem(404);
    ask(ALICES_DRAFT, ALICE, &["viewer"]).await.problem(403);
}

#[tokio::test]
async fn an_endpoint_has_limits_of_its_own() {
    let app = start().await;
    let body = |length: usize| json!({ "title": "t", "content": "x".repeat(length) });
    let post_small = |length| app.post("/small").by(ALICE, &[]).json(body(length)).send();
    assert_eq!(post_small(10).await.status, 200);
    post_small(100).await.problem(413);
    let post_large = |length| app.post("/large").by(ALICE, &[]).body("x".repeat(length)).send();
    assert_eq!(post_large(1 << 20).await.text(), "1048576");
    post_large((1 << 20) + 1).await.problem(413);

    tokio::time::pause();
    let begun = tokio::time::Instant::now();
    app.get("/hasty").by(ALICE, &[]).send().await.problem(408);
    assert!(begun.elapsed().as_millis() < 100, "the server would wait for half a minute");
    assert_eq!(app.runs(), 1);
}
