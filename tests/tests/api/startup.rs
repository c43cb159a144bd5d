//! Configurations that refuse to start, and say why.

use std::time::Duration;

use secure_api::{
    ConfigError, Db, Development, Limits, SecureRouter, SecureState, Security, get, policy::Quota,
    prelude::*,
};
use secure_api_tests::{
    client::{Answer, Call},
    endpoints::{Document, Role, health, me, read, statistics},
    limited, tokens,
};
use tokio::net::TcpListener;
use tower::ServiceExt as _;

#[derive(Clone, SecureState)]
struct State {
    security: Security,
    db: Db,
}

#[derive(Roles)]
enum OtherRole {
    Admin,
}

#[secure_endpoint(role = OtherRole::Admin)]
async fn of_another_roles_type() {}

#[secure_endpoint(authenticated)]
async fn plain() {}

#[secure_endpoint(owner)]
async fn two_rows(first: Owned<Document>, #[path("other")] second: Owned<Document>) {
    drop((first, second));
}

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "assignments")]
struct Assignment {
    #[resource(id)]
    project_id: i64,
    #[resource(id)]
    number: i64,
    #[resource(owner)]
    owner_id: String,
}

#[secure_endpoint(owner)]
async fn by_columns(assignment: Owned<Assignment>) {
    drop(assignment);
}

#[secure_endpoint(owner)]
async fn by_names(#[path("project", "nr")] assignment: Owned<Assignment>) {
    drop(assignment);
}

async fn state(security: Result<Security, ConfigError>) -> State {
    State { security: security.unwrap(), db: Db::connect("sqlite::memory:").await.unwrap() }
}

async fn refusal(routes: SecureRouter<State>, security: Result<Security, ConfigError>) -> String {
    let router = routes.with_state(state(security).await);
    router.into_service().expect_err("it must not start").to_string()
}

fn complete() -> Result<Security, ConfigError> {
    Security::builder().jwt(tokens::verifier()).roles::<Role>().build()
}

#[tokio::test]
async fn a_rule_without_a_verifier() {
    let routes = || SecureRouter::new().route("/plain", get(plain));
    let why = refusal(routes(), Security::builder().build()).await;
    assert!(why.contains("::plain (") && why.contains("jwt("), "{why}");
    let nested = SecureRouter::new().nest("/a", SecureRouter::new().merge(routes()));
    let why = refusal(nested, Security::builder().build()).await;
    assert!(why.contains("::plain ("), "{why}");
}

#[tokio::test]
async fn a_roles_type_that_is_not_registered() {
    let routes = || SecureRouter::new().route("/statistics", get(statistics));
    let why = refusal(routes(), Security::builder().jwt(tokens::verifier()).build()).await;
    assert!(why.contains("roles::<"), "{why}");
    let mixed = routes().route("/other", get(of_another_roles_type));
    let why = refusal(mixed, complete()).await;
    assert!(why.contains("`OtherRole`"), "{why}");
    let other = Security::builder().jwt(tokens::verifier()).roles::<OtherRole>().build();
    let why = refusal(routes(), other).await;
    assert!(why.contains("`Role`"), "{why}");
}

#[tokio::test]
async fn a_tier_that_is_not_configured() {
    for routes in [
        SecureRouter::new().route("/heavy", get(limited::heavy)),
        SecureRouter::new().route("/heavy", get(limited::heavy_for_all)),
    ] {
        let why = refusal(routes, complete()).await;
        assert!(why.contains("limited::heavy") && why.contains("tier(\"heavy\", …)"), "{why}");
    }
    let other = Security::builder().jwt(tokens::verifier()).tier("heav", Quota::per_caller(1, 1));
    let why = refusal(SecureRouter::new().route("/", get(limited::heavy)), other.build()).await;
    assert!(why.contains("`heavy`"), "{why}");
}

#[test]
fn a_tier_that_nothing_could_pass() {
    let quota = Quota::per_caller(5, 60);
    for (name, quota, rule) in [
        ("", quota, "printable"),
        ("schwer\u{e4}", quota, "printable"),
        ("a\nb", quota, "printable"),
        ("heavy", Quota::per_caller(0, 60), "one unit"),
        ("heavy", Quota::per_caller(5, 0), "not zero"),
        ("heavy", quota.with_burst(0), "burst"),
        ("heavy", quota.with_burst(6), "burst"),
        ("heavy", quota.with_cost(0), "cost"),
        ("heavy", quota.with_burst(2).with_cost(3), "cost"),
    ] {
        let why = Security::builder().tier(name, quota).build().unwrap_err().to_string();
        assert!(why.starts_with("`tier` is ") && why.contains(rule), "{why}");
    }
    let twice = Security::builder().tier("heavy", quota).tier("heavy", quota);
    assert!(twice.build().unwrap_err().to_string().contains("`heavy` twice"));
}

#[tokio::test]
async fn a_path_without_the_capture_of_a_row() {
    for path in ["/documents", "/documents/{identity}", "/documents/id", "/documents/{{id}}"] {
        let why = refusal(SecureRouter::new().route(path, get(read)), complete()).await;
        assert!(why.contains("{id}") && why.contains(path), "{why}");
    }
    let two = SecureRouter::new().route("/{id}/{another}", get(two_rows));
    let why = refusal(two, complete()).await;
    assert!(why.contains("{other}"), "{why}");
    let nested =
        SecureRouter::new().nest("/{id}", SecureRouter::new().route("/{other}", get(two_rows)));
    assert!(nested.with_state(state(complete()).await).into_service().is_ok());
}

#[tokio::test]
async fn a_path_without_every_capture_of_an_id() {
    for (path, routes, missing) in [
        ("/{id}", get(by_columns), "{project_id}"),
        ("/{project_id}/{id}", get(by_columns), "{number}"),
        ("/{number}", get(by_columns), "{project_id}"),
        ("/{project_id}/{number}", get(by_names), "{project}"),
        ("/{project}/{number}", get(by_names), "{nr}"),
    ] {
        let why = refusal(SecureRouter::new().route(path, routes), complete()).await;
        assert!(why.contains(missing) && why.contains(path), "{why}");
    }
    for (path, routes) in [
        ("/{project_id}/{number}", get(by_columns)),
        ("/{number}/{id}/{project_id}", get(by_columns)),
        ("/{project}/{nr}", get(by_names)),
    ] {
        let router = SecureRouter::new().route(path, routes).with_state(state(complete()).await);
        assert!(router.into_service().is_ok(), "{path}");
    }
}

#[tokio::test]
async fn no_state() {
    let error = SecureRouter::<()>::new().into_service().unwrap_err();
    assert!(matches!(error, ConfigError::NoState));
}

#[test]
fn settings_out_of_range() {
    let refused = |settings: fn(&mut Limits)| {
        let mut limits = Limits::default();
        settings(&mut limits);
        Security::builder().limits(limits).build().is_err()
    };
    assert!(refused(|limits| limits.body = 0));
    assert!(refused(|limits| limits.uri = 0));
    assert!(refused(|limits| limits.headers = 0));
    assert!(refused(|limits| limits.time = Duration::ZERO));
    assert!(!refused(|_| ()));
    assert!(Security::builder().hosts(Vec::<String>::new()).build().is_err());
    assert!(Security::builder().refusals_per_minute(0).build().is_err());
    for host in ["", "api.example:443", "https://api.example", "api.example/"] {
        assert!(Security::builder().hosts([host]).build().is_err(), "{host}");
    }
}

#[tokio::test]
async fn a_development_configuration_on_an_address_that_others_reach() {
    let security = || Development::new().unwrap().security().unwrap().build();
    let app = || SecureRouter::new().route("/plain", get(plain)).with_state(security().unwrap());
    for address in ["0.0.0.0:0", "[::]:0"] {
        let Ok(listener) = TcpListener::bind(address).await else { continue };
        let started = secure_api::serve_until(listener, app(), std::future::ready(())).await;
        let error = started.unwrap_err();
        assert!(error.to_string().contains("loopback"), "{error}");
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    secure_api::serve_until(listener, app(), std::future::ready(())).await.unwrap();
}

#[tokio::test]
async fn a_development_configuration_answers_this_machine_only() {
    let development = Development::new().unwrap();
    let security = development.security().unwrap().build().unwrap();
    let app = SecureRouter::new()
        .route("/plain", get(plain))
        .route("/health", get(public_health))
        .with_state(security)
        .into_service()
        .unwrap();
    let token = development.token("alice", &[]).unwrap();
    for path in ["/plain", "/health"] {
        for (peer, status) in
            [("192.0.2.1", 421), ("2001:db8::1", 421), ("127.0.0.1", 200), ("::1", 200)]
        {
            let call = Call::new(app.clone(), "GET", path).bearing(&token).from(peer);
            assert_eq!(call.send().await.status, status, "{peer} {path}");
        }
        let mut request = Call::new(app.clone(), "GET", path).bearing(&token).into_request();
        request.extensions_mut().clear();
        let Ok(response) = app.clone().oneshot(request).await;
        Answer::of(response).await.problem(421);
    }
}

#[tokio::test]
async fn what_needs_nothing_starts() {
    let public = SecureRouter::new().route("/health", get(public_health));
    assert!(public.with_state(Security::builder().build().unwrap()).into_service().is_ok());
    // The endpoints of the application need its own state, so they are only named here.
    let _ = (health, me);
}

#[secure_endpoint(public(reason = "tells nothing"), rate = "9/s")]
async fn public_health() {}

#[tokio::test]
async fn a_development_configuration_merged_behind_another() {
    let development = Development::new().unwrap().security().unwrap().build().unwrap();
    let app = SecureRouter::new()
        .route("/health", get(public_health))
        .with_state(Security::builder().build().unwrap())
        .merge(SecureRouter::new().route("/plain", get(plain)).with_state(development));
    let listener = TcpListener::bind("0.0.0.0:0").await.unwrap();
    let started = secure_api::serve_until(listener, app, std::future::ready(())).await;
    assert!(started.is_err());
}

#[tokio::test]
async fn two_captures_of_one_name() {
    let nested = SecureRouter::new().nest("/{id}", SecureRouter::new().route("/{id}", get(read)));
    assert!(nested.with_state(state(complete()).await).into_service().is_err());
}
