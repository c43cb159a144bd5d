//! The header fields that no answer goes without, whoever made it. `send` checks them on every answer of these tests.

use axum::{http::HeaderValue, response::IntoResponse as _};
use secure_api_tests::{
    app::{ADMIN, ALICE, App},
    client::Answer,
    endpoints,
};
use tower_http::cors::{Any, CorsLayer};

#[tokio::test]
async fn success_and_refusal_carry_them() {
    let app = App::start().await;
    for (status, call) in [
        (200, app.get("/health")),
        (200, app.call("HEAD", "/health")),
        (401, app.get("/documents")),
        (403, app.get("/statistics").by(ALICE, &["viewer"])),
        (404, app.get("/nothing")),
        (405, app.call("PUT", "/documents")),
        (500, app.get("/panics").by(ALICE, &[])),
    ] {
        assert_eq!(call.send().await.status, status);
    }
}

#[tokio::test]
async fn the_id_of_a_request_is_made_here_and_is_its_own() {
    let app = App::start().await;
    let forged = "0123456789abcdef0123456789abcdef";
    let mut ids = Vec::new();
    for path in ["/health", "/me", "/nothing"] {
        let answer = app.get(path).header("x-request-id", forged).send().await;
        assert_ne!(answer.header("x-request-id"), forged);
        ids.push(answer.header("x-request-id").to_owned());
    }
    let recorded: Vec<_> =
        app.events.take().into_iter().map(|event| event.request_id.to_string()).collect();
    assert_eq!(recorded, ids);
    ids.dedup();
    assert_eq!(ids.len(), 3);
}

#[tokio::test]
async fn answers_of_a_layer_carry_them() {
    let layer = axum::middleware::from_fn(
        |request: axum::extract::Request, next: axum::middleware::Next| async {
            match request.uri().path() {
                "/health" => (axum::http::StatusCode::IM_A_TEAPOT, "a layer's").into_response(),
                _ => next.run(request).await,
            }
        },
    );
    let app = App::routed(|security| security, endpoints::routes().layer(layer)).await;
    let answer = app.get("/health").send().await;
    assert_eq!((answer.status, answer.text()), (418, "a layer's"));
    app.get("/me").send().await.problem(401);
}

#[tokio::test]
async fn a_layer_sees_the_answers_of_the_guards_and_does_not_open_them() {
    let cors = CorsLayer::new()
        .allow_origin("https://app.example".parse::<HeaderValue>().unwrap())
        .allow_methods(Any);
    let app = App::routed(|security| security, endpoints::routes().layer(cors)).await;
    for (status, call) in [
        (200, app.get("/health")),
        (401, app.get("/documents")),
        (403, app.get("/statistics").by(ALICE, &["viewer"])),
        (200, app.get("/statistics").by(ADMIN, &["admin"])),
    ] {
        let answer = call.header("origin", "https://app.example").send().await;
        assert_eq!(answer.status, status);
        assert_eq!(answer.header("access-control-allow-origin"), "https://app.example");
    }
}

#[tokio::test]
async fn a_preflight_is_answered_by_the_layer_and_runs_no_handler() {
    let cors = CorsLayer::new()
        .allow_origin("https://app.example".parse::<HeaderValue>().unwrap())
        .allow_methods([axum::http::Method::GET]);
    let app = App::routed(|security| security, endpoints::routes().layer(cors)).await;
    let preflight = app
        .call("OPTIONS", "/me")
        .header("origin", "https://app.example")
        .header("access-control-request-method", "GET");
    let answer = preflight.send().await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("access-control-allow-methods"), "GET");
    assert_eq!(app.runs(), 0);
}

#[tokio::test]
async fn a_layer_that_names_requests_takes_nothing_away() {
    let layer = axum::middleware::from_fn(
        |request: axum::extract::Request, next: axum::middleware::Next| async {
            match request.uri().path() {
                "/health" => ([("x-request-id", "client-chosen")], "a layer's").into_response(),
                _ => next.run(request).await,
            }
        },
    );
    let app = App::routed(|security| security, endpoints::routes().layer(layer)).await;
    let answer = Answer::of(app.get("/health").response().await).await;
    assert_eq!(answer.text(), "a layer's");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
}

/// A layer that copies the client's own name for the request onto the answer, as tower-http's does.
#[tokio::test]
async fn a_name_that_the_client_made_up_hides_nothing() {
    let layer = axum::middleware::from_fn(
        |request: axum::extract::Request, next: axum::middleware::Next| async move {
            let name = request.headers().get("x-request-id").cloned();
            let mut response = next.run(request).await;
            if let Some(name) = name {
                response.headers_mut().entry("x-request-id").or_insert(name);
            }
            response
        },
    );
    let app = App::routed(|security| security, endpoints::routes().layer(layer)).await;
    let answer = app.get("/nothing").header("x-request-id", "forged").send().await;
    answer.problem(404);
    assert_ne!(answer.header("x-request-id"), "forged");
    assert_eq!(app.events.take_one().request_id.to_string(), answer.header("x-request-id"));
}

/// A layer that takes the name away: the answer still has the one that its event has.
#[tokio::test]
async fn an_answer_keeps_the_name_of_its_event() {
    let layer = axum::middleware::map_response(|mut response: axum::response::Response| async {
        response.headers_mut().remove("x-request-id");
        response
    });
    let app = App::routed(|security| security, endpoints::routes().layer(layer)).await;
    let answer = app.get("/health").send().await;
    assert_eq!(app.events.take_one().request_id.to_string(), answer.header("x-request-id"));
}
