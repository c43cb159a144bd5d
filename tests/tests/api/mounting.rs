//! The rule belongs to the handler: however an endpoint is mounted, it refuses, and the listing names it.

use axum::{Router, routing};
use secure_api::{SecureRouter, get, post};
use secure_api_tests::{
    app::{ADMIN, ALICE, App, AppState},
    client::{Answer, request},
    endpoints::{self, announce, health, me, read, statistics},
    tokens,
};
use tower::ServiceExt as _;

/// Asks a plain router of axum.
async fn ask(router: &Router, path: &str, caller: Option<(&str, &str)>) -> Answer {
    let mut request = request("GET", path);
    if let Some((subject, role)) = caller {
        let field = format!("Bearer {}", tokens::token(subject, &[role]));
        request.headers_mut().insert("authorization", field.parse().unwrap());
    }
    Answer::of(router.clone().oneshot(request).await.unwrap()).await
}

async fn refuses(router: &Router, path: &str) {
    let stranger = ask(router, path, None).await;
    stranger.problem(401);
    stranger.check_header();
    ask(router, path, Some((ALICE, "viewer"))).await.problem(403);
    let admin = ask(router, path, Some((ADMIN, "admin"))).await;
    admin.check_header();
    assert_eq!(admin.status, 200);
}

#[tokio::test]
async fn an_endpoint_in_a_plain_router_refuses() {
    let app = App::start().await;
    let state = || app.state.clone();
    let plain = || Router::new().route("/statistics", routing::get(statistics));
    refuses(&plain().with_state(state()), "/statistics").await;
    refuses(&Router::new().nest("/api", plain()).with_state(state()), "/api/statistics").await;
    app.wait(60);
    refuses(&Router::new().merge(plain()).with_state(state()), "/statistics").await;
    let layered = Router::new().merge(plain()).layer(tower::layer::util::Identity::new());
    refuses(&layered.with_state(state()), "/statistics").await;
}

#[tokio::test]
async fn an_endpoint_as_a_fallback_or_for_any_method_refuses() {
    let app = App::start().await;
    let any = Router::new().route("/x", routing::any(statistics)).with_state(app.state.clone());
    refuses(&any, "/x").await;
    let fallback = Router::new().fallback(statistics).with_state(app.state.clone());
    refuses(&fallback, "/anything/at/all").await;
}

#[tokio::test]
async fn an_endpoint_of_a_nested_or_merged_secure_router_refuses() {
    let app = App::routed(
        |security| security,
        SecureRouter::new()
            .nest("/a", SecureRouter::new().nest("/b", endpoints::routes()))
            .merge(SecureRouter::new().route("/merged", get(statistics))),
    )
    .await;
    for path in ["/a/b/statistics", "/merged"] {
        app.get(path).send().await.problem(401);
        app.get(path).by(ALICE, &["viewer"]).send().await.problem(403);
        assert_eq!(app.get(path).by(ADMIN, &["admin"]).send().await.status, 200);
    }
    app.get("/statistics").send().await.problem(404);
}

#[tokio::test]
async fn a_layer_before_or_after_a_merge_leaves_nothing_open() {
    let layer = tower::layer::util::Identity::new();
    let one = || SecureRouter::new().route("/one", get(statistics));
    let two = || SecureRouter::new().route("/two", get(statistics));
    for routes in [one().layer(layer.clone()).merge(two()), one().merge(two()).layer(layer.clone())]
    {
        let app = App::routed(|security| security, routes).await;
        for path in ["/one", "/two"] {
            app.get(path).send().await.problem(401);
        }
    }
}

#[tokio::test]
async fn an_id_below_a_nested_capture_is_the_rows() {
    let routes = SecureRouter::new()
        .nest("/people/{person}", SecureRouter::new().route("/documents/{id}", get(read)));
    let app = App::routed(|security| security, routes).await;
    let ask = |person: &str, id: &str| {
        app.get(&format!("/people/{person}/documents/{id}")).by(ALICE, &["viewer"]).send()
    };
    use secure_api_tests::app::{ALICES, BOB, BOBS};
    assert_eq!(ask(BOB, ALICES).await.json()["id"], ALICES);
    ask(ALICES, BOBS).await.problem(404);
}

#[test]
fn the_listing_names_everything_that_is_mounted() {
    let routes: SecureRouter<AppState> = SecureRouter::new()
        .route("/", get(health))
        .route("/me", get(me).post(me))
        .nest("/v1", SecureRouter::new().route("/", get(me)).route("/documents/{id}", get(read)))
        .merge(SecureRouter::new().route("/announcements", post(announce)))
        .nest(
            "/a",
            SecureRouter::new().nest("/b", SecureRouter::new().route("/c", get(statistics))),
        );
    let policies = routes.policies();
    let listed: Vec<_> = policies
        .iter()
        .map(|mounted| format!("{} {} {}", mounted.method(), mounted.path(), mounted.policy().name))
        .collect();
    let expected = [
        "GET / health",
        "GET /me me",
        "POST /me me",
        "GET /v1 me",
        "GET /v1/documents/{id} read",
        "POST /announcements announce",
        "GET /a/b/c statistics",
    ];
    assert_eq!(listed, expected);
    let table = policies.to_string();
    assert!(table.contains("role = \"admin\"") && table.contains("unscoped: a number, no content"));
    assert!(table.contains("public: a health check tells nothing"), "{table}");
}

#[tokio::test]
async fn what_is_listed_is_what_answers() {
    let app = App::start().await;
    let policies = endpoints::routes().policies();
    for mounted in policies.iter() {
        let path = mounted.path().replace("{id}", "x");
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            let is_listed = policies
                .iter()
                .any(|other| other.path() == mounted.path() && other.method() == method);
            app.wait(60);
            let answer = app.call(method, &path).send().await;
            let is_public = mounted.policy().name == "health";
            let expected = if !is_listed {
                405
            } else if is_public {
                200
            } else {
                401
            };
            assert_eq!(answer.status, expected, "{method} {path}");
        }
    }
}

#[test]
fn the_listing_names_the_path_below_a_prefix_with_a_slash() {
    let routes: SecureRouter<AppState> =
        SecureRouter::new().nest("/v1/", SecureRouter::new().route("/", get(me)));
    let paths: Vec<_> = routes.policies().iter().map(|mounted| mounted.path().to_owned()).collect();
    assert_eq!(paths, ["/v1/"]);
}
