//! Role names and hierarchies.

use secure_api::{SecureRouter, Security, get, prelude::*};
use secure_api_tests::{
    app::{ADMIN, ALICE, App},
    client::{Answer, request},
    tokens,
};
use serde_json::{Value, json};
use tower::ServiceExt as _;

/// In the order that axum-gate would have read as "the first is the highest".
#[derive(Roles)]
enum Reversed {
    Guest,
    #[role(includes(Guest))]
    Member,
    /// Includes nothing, although it stands last and sounds high.
    Owner,
}

#[secure_endpoint(role = Reversed::Guest)]
async fn for_guests() {}

#[secure_endpoint(role = Reversed::Member)]
async fn for_members() {}

#[secure_endpoint(role = Reversed::Owner)]
async fn for_owners() {}

/// axum-gate: the hierarchy was the order of the variants, so moving one changed who may do what.
#[tokio::test]
async fn the_order_of_the_variants_means_nothing() {
    let security =
        Security::builder().jwt(tokens::verifier()).roles::<Reversed>().clock(clock()).build();
    let service = SecureRouter::new()
        .route("/guest", get(for_guests))
        .route("/member", get(for_members))
        .route("/owner", get(for_owners))
        .with_state(security.unwrap())
        .into_service()
        .unwrap();
    for (role, guest, member, owner) in
        [("guest", 200, 403, 403), ("member", 200, 200, 403), ("owner", 403, 403, 200)]
    {
        for (path, status) in [("/guest", guest), ("/member", member), ("/owner", owner)] {
            let mut request = request("GET", path);
            let field = format!("Bearer {}", tokens::token(ALICE, &[role]));
            request.headers_mut().insert("authorization", field.parse().unwrap());
            let Ok(response) = service.clone().oneshot(request).await;
            assert_eq!(Answer::of(response).await.status, status, "{role} {path}");
        }
    }
}

fn clock() -> secure_api::clock::ManualClock {
    secure_api::clock::ManualClock::at_unix_seconds(tokens::NOW)
}

/// A name that is nearly a role's: lookups that trim, fold case or match prefixes grant it.
#[tokio::test]
async fn an_unknown_role_grants_nothing() {
    let app = App::with(|security| security.refusals_per_minute(1_000)).await;
    for role in [
        "Admin",
        "ADMIN",
        " admin",
        "admin ",
        "admin\0",
        "admin,viewer",
        "admins",
        "adm",
        "*",
        "",
        "Role::Admin",
        "аdmin",
        "admin\n",
        "root",
    ] {
        app.get("/statistics").by(ADMIN, &[role]).send().await.problem(403);
        app.get("/documents").by(ADMIN, &[role]).send().await.problem(403);
        assert_eq!(
            app.get("/documents/count").by(ADMIN, &[role, "viewer"]).send().await.status,
            200
        );
    }
}

/// A roles claim that is missing, NULL or of another shape is no role, and never every role.
#[tokio::test]
async fn a_roles_claim_of_another_shape_grants_nothing() {
    let app = App::with(|security| security.refusals_per_minute(1_000)).await;
    let with = |roles: Option<Value>| {
        let mut claims = tokens::claims(ADMIN, &[]);
        match roles {
            Some(roles) => claims["roles"] = roles,
            None => drop(claims.as_object_mut().unwrap().remove("roles")),
        }
        app.get("/statistics").bearing(&tokens::signed(&claims)).send()
    };
    with(None).await.problem(403);
    with(Some(json!([]))).await.problem(403);
    for odd in [
        json!(null),
        json!("admin"),
        json!({"admin": true}),
        json!([["admin"]]),
        json!([1]),
        json!(true),
    ] {
        with(Some(odd)).await.problem(401);
    }
    let many: Vec<_> = std::iter::repeat_n("viewer", 64).chain(["admin"]).collect();
    with(Some(json!(many))).await.problem(401);
}

/// Roles in claims that other providers use, beside ours.
#[tokio::test]
async fn roles_stand_in_one_claim_only() {
    let app = App::start().await;
    let mut claims = tokens::claims(ALICE, &["viewer"]);
    for claim in ["role", "groups", "permissions", "Roles", "roles ", "https://x/roles"] {
        claims[claim] = json!(["admin"]);
    }
    claims["scope"] = json!("admin");
    claims["realm_access"] = json!({"roles": ["admin"]});
    app.get("/statistics").bearing(&tokens::signed(&claims)).send().await.problem(403);
}

/// A low role reaches a high one nowhere: the whole table of the hierarchy.
#[tokio::test]
async fn a_role_holds_what_it_includes_and_no_more() {
    let app = App::start().await;
    for (role, list, announce, statistics) in
        [("viewer", 200, 403, 403), ("editor", 200, 415, 403), ("admin", 200, 415, 200)]
    {
        assert_eq!(app.get("/documents").by(ALICE, &[role]).send().await.status, list);
        assert_eq!(app.post("/announcements").by(ALICE, &[role]).send().await.status, announce);
        assert_eq!(app.get("/statistics").by(ALICE, &[role]).send().await.status, statistics);
    }
}

/// Who may not, in a roles type that nobody has registered. Its names are those of the registered one.
mod elsewhere {
    use secure_api::prelude::*;

    #[derive(Roles)]
    pub enum Role {
        Admin,
        #[allow(dead_code, reason = "another place for the same name")]
        Viewer,
    }
}

#[secure_endpoint(not(role = elsewhere::Role::Admin))]
async fn for_all_but_admins() {}

/// `SecureRouter` does not start with it; a plain router does, and "not this role" was true for everybody, those who hold it
/// included.
#[tokio::test]
async fn a_role_of_another_type_is_not_known_not_to_be_held() {
    let app = App::start().await;
    let router = axum::Router::new()
        .route("/", axum::routing::get(for_all_but_admins))
        .with_state(app.state.clone());
    for role in ["admin", "viewer"] {
        let mut request = request("GET", "/");
        let field = format!("Bearer {}", tokens::token(ADMIN, &[role]));
        request.headers_mut().insert("authorization", field.parse().unwrap());
        let Ok(response) = router.clone().oneshot(request).await;
        Answer::of(response).await.problem(403);
    }
}
