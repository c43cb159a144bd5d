//! The rule belongs to the handler: however an endpoint is mounted, it refuses.

use std::sync::Arc;

use axum::{
    Router, body::Body, extract::Request, handler::Handler as _, middleware::map_response,
    response::Response, routing,
};
use secure_api::{SecureRouter, get};
use secure_api_tests::{
    app::{ADMIN, ALICE, App},
    client::{Answer, request},
    endpoints::{self, read, statistics},
    tokens,
};
use tower::ServiceExt as _;

/// The same request with this caller's token.
fn by(mut request: Request, subject: &str, role: &str) -> Request {
    let field = format!("Bearer {}", tokens::token(subject, &[role]));
    request.headers_mut().insert("authorization", field.parse().unwrap());
    request
}

/// Asks a plain router of axum.
async fn ask(router: &Router, path: &str, caller: Option<(&str, &str)>) -> Answer {
    let request = match caller {
        Some((subject, role)) => by(request("GET", path), subject, role),
        None => request("GET", path),
    };
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

/// The length belongs to the content that goes out: the wrong one would make the next answer of the connection begin in the middle.
#[tokio::test]
async fn a_layer_of_a_plain_router_may_change_the_content() {
    let app = App::start().await;
    let replaced = async |_: Response| Response::new(Body::from("something else, and longer"));
    let changed = async |answer: Response| answer.map(|_| Body::from("something else"));
    for router in [
        Router::new().route("/x", routing::get(statistics)).layer(map_response(changed)),
        Router::new().route("/x", routing::get(statistics).layer(map_response(changed))),
        Router::new().route("/x", routing::get(statistics)).route_layer(map_response(changed)),
        Router::new().route("/x", routing::get(statistics.layer(map_response(changed)))),
        Router::new().route("/x", routing::get(statistics)).layer(map_response(replaced)),
    ] {
        let router = router.with_state(app.state.clone());
        let answer = ask(&router, "/x", Some((ADMIN, "admin"))).await;
        let length: usize = answer.header("content-length").parse().unwrap();
        assert_eq!(length, answer.text().len(), "{}", answer.text());
    }
}

/// An answer of 2xx to CONNECT has no content, so no length either (RFC 9110, section 9.3.6).
#[tokio::test]
async fn an_answer_to_connect_has_no_length() {
    let app = App::start().await;
    let router = Router::new().fallback(statistics).with_state(app.state.clone());
    let connect = by(request("CONNECT", "/x"), ADMIN, "admin");
    let answer = router.oneshot(connect).await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(!answer.headers().contains_key("content-length"));
}

/// What a layer has put beside the request may panic when it ends.
#[tokio::test]
async fn an_extension_that_panics_is_an_error_of_the_servers() {
    #[derive(Clone)]
    struct Bomb(Arc<()>);
    impl Drop for Bomb {
        fn drop(&mut self) {
            // The router copies extensions, so only the last one goes off.
            assert!(Arc::strong_count(&self.0) > 1, "the last of them ends");
        }
    }
    let app = App::start().await;
    let router = Router::new().route("/x", routing::get(statistics)).with_state(app.state.clone());
    let mut request = by(request("GET", "/x"), ADMIN, "admin");
    request.extensions_mut().insert(Bomb(Arc::new(())));
    let answer = Answer::of(router.oneshot(request).await.unwrap()).await;
    answer.problem(500);
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
