//! Rules and endpoints that are written by hand, past what the macros check: the pipeline does not take their word.

use secure_api::{
    Roles as _, SecureRouter,
    endpoint::{Answer, EndpointArgument as _, SecureEndpoint},
    get,
    policy::{Access, AccessRule, ArgumentKind, Clause, EndpointPolicy, Quota, RoleClause},
    prelude::*,
};
use secure_api_tests::{
    app::{ADMIN, ALICE, App, AppState},
    endpoints::{Document, Role},
    tokens,
};
use serde_json::json;

/// A scope that need not be true narrows nothing.
struct ScopeOrAdmin;

impl AccessRule for ScopeOrAdmin {
    const RULE: Clause = Clause::Any(&[
        Clause::Scope("read"),
        Clause::Role(RoleClause { table: Role::TABLE, index: 0 }),
    ]);
}

#[secure_endpoint(rule = ScopeOrAdmin)]
async fn report() {}

/// Third-party tokens get where a scope is named: a rule that names one and grants without it let them do all that their user may.
#[tokio::test]
async fn a_scope_that_need_not_be_true_admits_no_third_party() {
    let app = App::routed(|security| security, SecureRouter::new().route("/", get(report))).await;
    let ask = |more| app.get("/").bearing(&tokens::token_with(ADMIN, &["admin"], more)).send();
    assert_eq!(ask(json!({})).await.status, 200);
    ask(json!({"client_id": "stranger"})).await.problem(403);
    ask(json!({"act": {"sub": "stranger"}})).await.problem(403);
    ask(json!({"client_id": "stranger", "scope": "write"})).await.problem(403);
}

/// Counts rows under a policy that does not say which.
struct Undecided<const CASE: u8>;

impl<const CASE: u8> SecureEndpoint<(Scoped<Document>,)> for Undecided<CASE> {
    const POLICY: &'static EndpointPolicy = &EndpointPolicy {
        name: "undecided",
        module: "attack",
        access: match CASE {
            0 | 1 => Access::Rule(&Clause::Authenticated),
            _ => Access::Public { reason: "a test", rows: None },
        },
        quotas: &[Quota::DEFAULT],
        // What is not listed is not checked when the router starts.
        arguments: match CASE {
            0 => &[],
            _ => const { &[Scoped::<Document>::KIND] },
        },
        unscoped: if CASE == 3 { Some("a test") } else { None },
        ..EndpointPolicy::CLOSED
    };

    async fn call((documents,): (Scoped<Document>,)) -> impl Answer {
        documents.count(Search::all()).await.map(|count| count.to_string())
    }
}

/// Rows without a clause about rows are an opt-out, which the listing shows: no policy gets them by saying nothing.
#[tokio::test]
async fn rows_that_a_policy_does_not_decide_about_are_not_reached() {
    let routes = SecureRouter::<AppState>::new()
        .route("/0", get(Undecided::<0>))
        .route("/1", get(Undecided::<1>))
        .route("/2", get(Undecided::<2>))
        .route("/3", get(Undecided::<3>));
    let app = App::routed(|security| security, routes).await;
    for path in ["/0", "/1", "/2"] {
        app.get(path).by(ALICE, &["viewer"]).send().await.problem(500);
    }
    assert_eq!(app.get("/3").by(ALICE, &["viewer"]).send().await.text(), "4");
    assert!(matches!(Scoped::<Document>::KIND, ArgumentKind::Rows(_)));
}

/// What the crate that an attribute names puts in the place of this library's checks.
mod impostor {
    pub mod __private {
        pub use secure_api::__private::*;

        pub const fn reaches_rows(_: &[ArgumentKind], _: usize) -> bool {
            false
        }
    }
}

#[secure_endpoint(authenticated, crate = impostor)]
async fn count_all(documents: Scoped<Document>) -> Result<String> {
    Ok(documents.count(Search::all()).await?.to_string())
}

#[tokio::test]
async fn a_facade_without_the_checks_opens_no_rows() {
    let app =
        App::routed(|security| security, SecureRouter::new().route("/", get(count_all))).await;
    app.get("/").by(ALICE, &["viewer"]).send().await.problem(500);
}
