//! The access rule: alternatives, groups, missing decisions.

use secure_api::{
    SecureRouter,
    endpoint::{Answer, SecureEndpoint},
    get,
    policy::{Access, Clause, EndpointPolicy},
    prelude::*,
};
use secure_api_tests::{
    app::{ADMIN, ALICE, ALICES, App, BOBS},
    endpoints::{Document, Role},
    tokens,
};
use serde_json::json;

/// Django REST Framework (#7720): `IsAdmin | IsOwner` in two phases let anonymous callers in.
#[tokio::test]
async fn an_alternative_lets_no_stranger_in() {
    let app = App::start().await;
    for path in ["/shared", &format!("/shared/{ALICES}"), &format!("/shared/{BOBS}")] {
        app.get(path).send().await.problem(401);
    }
    let new = json!({"title": "T", "content": ""});
    app.post("/shared").json(new).send().await.problem(401);
    assert_eq!(app.table().await.len(), 4);
}

#[secure_endpoint(role = "editor", any(owner, role = "admin"))]
async fn editors_own_or_admin(document: Owned<Document>) -> String {
    document.title.clone()
}

#[secure_endpoint(any(all(role = "editor", owner), role = "admin"))]
async fn group_or_admin(document: Owned<Document>) -> String {
    document.title.clone()
}

#[secure_endpoint(any(role = "admin", all(owner, any(role = "editor", role = "admin"))))]
async fn nested_three_deep(document: Owned<Document>) -> String {
    document.title.clone()
}

/// Two projects joined clauses without parentheses, in Rust (`a && x || y`) and in SQL (`id = $1 AND a OR b`).
#[tokio::test]
async fn groups_are_kept_together() {
    let routes = SecureRouter::new()
        .route("/1/{id}", get(editors_own_or_admin))
        .route("/2/{id}", get(group_or_admin))
        .route("/3/{id}", get(nested_three_deep));
    let app = App::routed(|security| security, routes).await;
    for rule in 1..=3 {
        for (subject, role, own, foreign) in [
            (ALICE, "none", 403, 403),
            (ALICE, "viewer", 403, 403),
            (ALICE, "editor", 200, 404),
            (ADMIN, "admin", 200, 200),
        ] {
            let ask = |id: &str| app.get(&format!("/{rule}/{id}")).by(subject, &[role]).send();
            assert_eq!(ask(ALICES).await.status, own, "rule {rule}, {role}, own");
            assert_eq!(ask(BOBS).await.status, foreign, "rule {rule}, {role}, foreign");
        }
    }
}

/// An endpoint whose author forgot the rule: what the macro never writes.
#[derive(Clone, Copy)]
struct Undecided<const ALL: bool>;

impl<const ALL: bool> SecureEndpoint<()> for Undecided<ALL> {
    const POLICY: &'static EndpointPolicy = &EndpointPolicy {
        name: "undecided",
        module: "attack",
        access: Access::Rule(if ALL { &Clause::All(&[]) } else { &Clause::Any(&[]) }),
        ..EndpointPolicy::CLOSED
    };

    async fn call((): ()) -> impl Answer {
        "open"
    }
}

/// The guide of `NestJS`: a guard says yes when its metadata is missing.
#[tokio::test]
async fn a_rule_without_clauses_admits_nobody() {
    let routes = SecureRouter::new()
        .route("/all", get(Undecided::<true>))
        .route("/any", get(Undecided::<false>));
    let app = App::routed(|security| security, routes).await;
    for path in ["/all", "/any"] {
        app.get(path).send().await.problem(401);
        app.get(path).by(ADMIN, &["admin"]).send().await.problem(403);
    }
}

/// `NestJS` (#13098) and librefang (#3670): global guards skip routes that were added another way.
#[tokio::test]
async fn routes_added_after_a_layer_are_guarded() {
    let one = SecureRouter::new().route("/one/{id}", get(group_or_admin));
    let two = SecureRouter::new().route("/two/{id}", get(group_or_admin));
    let routes = one.layer(tower::layer::util::Identity::new()).merge(two);
    let app = App::routed(|security| security, routes).await;
    for path in ["/one/", "/two/"] {
        app.get(&format!("{path}{BOBS}")).send().await.problem(401);
        app.get(&format!("{path}{BOBS}")).by(ALICE, &["editor"]).send().await.problem(404);
    }
}

/// RFC 8693: a token that somebody holds for a user may do less than the user, and no rule here says how much less.
#[tokio::test]
async fn a_delegated_token_is_not_its_user() {
    let app = App::start().await;
    for actor in [json!({"sub": "mallory"}), json!({"sub": ADMIN, "iss": "https://id.example"})] {
        let mut claims = tokens::claims(ADMIN, &["admin"]);
        claims["act"] = actor;
        let token = tokens::signed(&claims);
        for path in ["/me", "/statistics", "/shared", "/documents/count"] {
            app.get(path).bearing(&token).send().await.problem(403);
        }
        // Whether it is delegated is not read from what a public endpoint ignores.
        assert_eq!(app.get("/health").bearing(&token).send().await.status, 200);
    }
}
