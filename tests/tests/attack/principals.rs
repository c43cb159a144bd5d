//! Tokens that are good, and in the wrong hands or of the wrong person.

use std::time::Duration;

use secure_api::{
    ConfigError, JwtVerifier, Roles as _, SecureRouter, Security, SecurityBuilder, TokenSecret,
    audit::RequestEvent,
    authn::PrincipalKind,
    clock::ManualClock,
    endpoint::{self, SecureEndpoint},
    get,
    policy::{Access, Clause, EndpointPolicy, Quota, RoleClause},
};
use secure_api_tests::{
    app::{ADMIN, ALICE, App, AppState, BOB, BOBS, security},
    client::Answer,
    endpoints::{self, Role},
    tokens::{self, NOW, PARTNER},
};
use serde_json::{Value, json};

const SCOPED: &Clause = &Clause::Scope("documents:read");
const FRESH: &Clause = &Clause::Fresh(Duration::from_secs(600));
const MFA: &Clause = &Clause::Mfa;
const NOT_VIEWER: &Clause =
    &Clause::Not(&Clause::Role(RoleClause { table: Role::TABLE, index: 2 }));

/// An endpoint with one of these clauses.
#[derive(Clone, Copy)]
struct With<const CLAUSE: u8>;

impl<const CLAUSE: u8> SecureEndpoint<()> for With<CLAUSE> {
    const POLICY: &'static EndpointPolicy = &EndpointPolicy {
        name: "with",
        module: "attack",
        access: Access::Rule(match CLAUSE {
            0 => SCOPED,
            1 => FRESH,
            2 => MFA,
            _ => NOT_VIEWER,
        }),
        quotas: &[Quota::DEFAULT],
        ..EndpointPolicy::CLOSED
    };

    async fn call((): ()) -> impl endpoint::Answer {
        "in"
    }
}

fn routes() -> SecureRouter<AppState> {
    endpoints::routes()
        .route("/scoped", get(With::<0>))
        .route("/fresh", get(With::<1>))
        .route("/mfa", get(With::<2>))
        .route("/not-viewer", get(With::<3>))
}

async fn app(settings: impl FnOnce(SecurityBuilder) -> SecurityBuilder) -> App {
    App::routed(|security| settings(security.refusals_per_minute(1_000)), routes()).await
}

async fn ask(app: &App, path: &str, more: Value) -> Answer {
    app.get(path).bearing(&tokens::token_with(ADMIN, &["admin"], more)).send().await
}

/// RFC 8693, section 4.1: an assistant that holds a token of an admin is no admin.
#[tokio::test]
async fn impersonation() {
    let app = app(|security| security).await;
    let act = json!({"act": {"sub": "assistant", "iss": "https://agents.example"}});
    for path in ["/me", "/statistics", "/shared", "/fresh", "/not-viewer"] {
        ask(&app, path, act.clone()).await.problem(403);
    }
    let mut scoped = act.clone();
    scoped["scope"] = json!("documents:read");
    assert_eq!(ask(&app, "/scoped", scoped.clone()).await.status, 200);
    ask(&app, "/me", scoped).await.problem(403);
    let refused = ask(&app, "/scoped", act).await;
    refused.problem(403);
    assert!(refused.header("www-authenticate").contains(r#"error="insufficient_scope""#));
    for event in app.events.take() {
        let actor = event.principal.actor().expect("an actor");
        assert_eq!(actor.subject(), "assistant");
        assert_eq!(actor.issuer(), Some("https://agents.example"));
    }
}

/// What somebody says of the actor cannot be read: then nobody knows who acts.
#[tokio::test]
async fn an_actor_that_is_none() {
    let app = app(|security| security).await;
    for act in [json!(null), json!(false), json!("x"), json!([]), json!({}), json!({"sub": ""})] {
        ask(&app, "/me", json!({ "act": act })).await.problem(401);
    }
}

/// The confused deputy: a token that the user gave to some other program, which may do all that the user may.
#[tokio::test]
async fn a_token_in_the_hands_of_a_third_party() {
    let open = app(|security| security).await;
    for claim in ["client_id", "azp"] {
        for path in ["/me", "/statistics", "/documents"] {
            ask(&open, path, json!({ claim: "game" })).await.problem(403);
        }
        ask(&open, "/scoped", json!({ claim: "game" })).await.problem(403);
        let scoped = json!({ claim: "game", "scope": "documents:read" });
        assert_eq!(ask(&open, "/scoped", scoped).await.status, 200);
        assert_eq!(ask(&open, "/health", json!({ claim: "game" })).await.status, 200);
    }
    let event: RequestEvent = open.events.take().remove(0);
    assert_eq!(event.principal.client(), Some("game"));

    let listed = app_with(tokens::verifier().first_party_clients(["web"]).unwrap()).await;
    for (client, status) in [("web", 200), ("game", 403), ("Web", 403), ("web2", 403)] {
        assert_eq!(ask(&listed, "/me", json!({ "azp": client })).await.status, status, "{client}");
    }
    ask(&listed, "/me", json!({"azp": "web", "client_id": "game"})).await.problem(401);
    ask(&listed, "/me", json!({"azp": "game", "client_id": "web"})).await.problem(401);
}

async fn app_with(verifier: JwtVerifier) -> App {
    let clock = ManualClock::at_unix_seconds(NOW);
    app(move |_| {
        Security::builder().jwt(verifier).roles::<Role>().clock(clock).refusals_per_minute(1_000)
    })
    .await
}

/// A client may choose its own id at some providers. One that is called like a user is not the user.
#[tokio::test]
async fn a_service_that_is_called_like_a_user() {
    let app = app_with(tokens::verifier().first_party_clients([BOB]).unwrap()).await;
    let own = format!("/documents/{BOBS}");
    assert_eq!(app.get(&own).by(BOB, &["admin"]).send().await.status, 200);
    for claims in [
        json!({"client_id": BOB}),
        json!({"azp": BOB}),
        json!({"gty": "client-credentials"}),
        json!({"gty": "client_credentials"}),
    ] {
        let token = tokens::token_with(BOB, &["admin"], claims);
        for path in ["/documents", "/documents/count", &own] {
            let answer = app.get(path).bearing(&token).send().await;
            answer.problem(403);
            assert!(!answer.has("ratelimit"), "the rule has refused it, not the rows: {answer:?}");
        }
        let new = json!({"title": "T", "content": ""});
        app.post("/documents").bearing(&token).json(&new).send().await.problem(403);
        // As an admin it reaches all rows, and still creates none.
        assert_eq!(app.get("/shared").bearing(&token).send().await.status, 200);
        app.post("/shared").bearing(&token).json(&new).send().await.problem(403);
        assert_eq!(app.get("/me").bearing(&token).send().await.text(), BOB);
    }
    assert_eq!(app.table().await.len(), 4);
}

/// `auth_time` in the future was fresh for years; a missing one counted as now.
#[tokio::test]
async fn an_authentication_that_is_not_fresh() {
    let app = app(|security| security).await;
    for (claims, status) in [
        (json!({ "auth_time": NOW }), 200),
        (json!({ "auth_time": NOW - 600 }), 200),
        (json!({ "auth_time": NOW + 30 }), 200),
        (json!({ "auth_time": NOW - 601 }), 401),
        (json!({}), 401),
        (json!({ "auth_time": 0 }), 401),
        (json!({ "auth_time": NOW + 31 }), 401),
        (json!({ "auth_time": u64::MAX }), 401),
        (json!({ "auth_time": NOW.to_string() }), 401),
    ] {
        assert_eq!(ask(&app, "/fresh", claims.clone()).await.status, status, "{claims}");
    }
    let answer = ask(&app, "/fresh", json!({})).await;
    let challenge = answer.header("www-authenticate");
    assert!(challenge.contains("insufficient_user_authentication"), "{challenge}");
    assert!(challenge.contains("max_age=600"), "{challenge}");
}

/// A password alone, called otherwise.
#[tokio::test]
async fn one_factor_is_not_several() {
    let app = app(|security| security).await;
    for (methods, status) in [
        (json!(["pwd", "mfa"]), 200),
        (json!(["pwd", "otp"]), 401),
        (json!(["MFA"]), 401),
        (json!([]), 401),
        (json!("mfa"), 401),
        (json!(null), 401),
    ] {
        assert_eq!(ask(&app, "/mfa", json!({ "amr": methods })).await.status, status, "{methods}");
    }
    ask(&app, "/mfa", json!({})).await.problem(401);
}

/// Who does not say what it is, is not known *not* to be a viewer: a missing claim got the rights of a false one.
#[tokio::test]
async fn what_is_not_known_is_not_the_opposite_either() {
    let app = app(|security| security).await;
    let ask = |roles: Option<Value>| {
        let mut claims = tokens::claims(ALICE, &[]);
        match roles {
            Some(roles) => claims["roles"] = roles,
            None => drop(claims.as_object_mut().expect("an object").remove("roles")),
        }
        app.get("/not-viewer").bearing(&tokens::signed(&claims)).send()
    };
    assert_eq!(ask(Some(json!([]))).await.status, 200);
    ask(None).await.problem(403);
    ask(Some(json!(["viewer"]))).await.problem(403);
    ask(Some(json!(["editor"]))).await.problem(403);
    ask(Some(json!(["unheard-of"]))).await.problem(403);
    ask(Some(json!(["Viewer"]))).await.problem(403);
}

/// OWASP ASVS 5.0, V10.3.3: the subject of one issuer taken for that of another.
#[tokio::test]
async fn equal_subjects_of_two_issuers() {
    let partner =
        |subject: &str| tokens::token_with(subject, &["viewer"], json!({ "iss": PARTNER }));
    let app = app(|security| {
        security.jwt(tokens::partner_verifier()).owners(|issuer, subject| match (issuer, subject) {
            (tokens::ISSUER, subject) => Some(subject.to_owned()),
            (PARTNER, "bob") => Some(BOB.to_owned()),
            _ => None,
        })
    })
    .await;
    let count = |token: String| {
        let call = app.get("/documents/count").bearing(&token);
        async move { call.send().await }
    };
    assert_eq!(count(tokens::token(BOB, &["viewer"])).await.json()["documents"], 2);
    // The partner's own Bob has another subject; whoever has Bob's subject there is somebody else.
    assert_eq!(count(partner("bob")).await.json()["documents"], 2);
    count(partner(BOB)).await.problem(403);
    count(partner(ALICE)).await.problem(403);
    count(tokens::token("bob", &["viewer"])).await.problem(403);

    // Nor does one use up the other's quota.
    for _ in 0..5 {
        assert_eq!(app.get("/me").by(ALICE, &[]).send().await.status, 200);
    }
    app.get("/me").by(ALICE, &[]).send().await.problem(429);
    assert_eq!(app.get("/me").bearing(&partner(ALICE)).send().await.status, 200);

    for issuer in ["https://evil.example", "", "https://partner.example/"] {
        let token = tokens::token_with(BOB, &["viewer"], json!({ "iss": issuer }));
        count(token).await.problem(401);
    }
}

/// A key of one issuer signs tokens in the name of the other.
#[tokio::test]
async fn an_issuer_speaks_for_itself_only() {
    for other_first in [false, true] {
        let secret = TokenSecret::random().unwrap();
        let other = JwtVerifier::hs256(&secret, PARTNER, tokens::AUDIENCE).unwrap();
        let (first, second) = match other_first {
            true => (other, tokens::verifier()),
            false => (tokens::verifier(), other),
        };
        let app = app(|_| {
            Security::builder()
                .jwt(first)
                .jwt(second)
                .roles::<Role>()
                .clock(ManualClock::at_unix_seconds(NOW))
                .owners(|_, subject| Some(subject.to_owned()))
        })
        .await;
        assert_eq!(ask(&app, "/me", json!({})).await.status, 200);
        ask(&app, "/me", json!({ "iss": PARTNER })).await.problem(401);
    }
}

#[test]
fn issuers_that_leave_open_who_is_who() {
    let two = security().jwt(tokens::partner_verifier());
    let why = two.build().unwrap_err();
    assert!(matches!(why, ConfigError::NoOwners));
    assert!(why.to_string().contains("owners(|issuer, subject| …)"), "{why}");
    let same = security().jwt(tokens::verifier()).owners(|_, subject| Some(subject.to_owned()));
    let why = same.build().unwrap_err();
    assert!(matches!(why, ConfigError::RepeatedIssuer { .. }), "{why}");
}

/// The kind is the token's, not the caller's to choose.
#[tokio::test]
async fn a_principal_in_the_audit_trail() {
    let app = app(|security| security).await;
    ask(&app, "/me", json!({"gty": "client-credentials"})).await;
    assert_eq!(app.events.take_one().principal.kind(), PrincipalKind::Service);
    ask(&app, "/me", json!({})).await;
    assert_eq!(app.events.take_one().principal.kind(), PrincipalKind::User);
}
