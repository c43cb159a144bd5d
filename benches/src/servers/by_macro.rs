//! The workload by this library. Of the guards by which it differs from the others, the quotas stand in the attributes, because the default
//! would end a measurement.

use std::error::Error;

use axum::{Json, response::Response};
use secure_api::{
    Db, JwtVerifier, SecureRouter, SecureState, Security, TokenSecret, get, post, prelude::*,
};

use super::{
    database::Database,
    handlers::{self, Document},
    tokens,
};

#[derive(Clone, SecureState)]
struct App {
    security: Security,
    db: Db,
}

#[derive(Roles)]
enum Role {
    Admin,
}

pub(super) async fn router(
    database: &Database,
    knows_tokens: bool,
) -> Result<SecureRouter, Box<dyn Error>> {
    let secret = TokenSecret::new(tokens::SECRET.to_vec())?;
    let builder =
        if knows_tokens { Security::builder() } else { Security::builder().token_cache(0) };
    let security = builder
        .jwt(JwtVerifier::hs256(&secret, tokens::ISSUER, tokens::AUDIENCE)?)
        .roles::<Role>()
        .hosts(["127.0.0.1"])
        .build()?;
    Ok(SecureRouter::new()
        .route("/health", get(health))
        .route("/me", get(me))
        .route("/admin", get(admin))
        .route("/documents/{id}", get(document))
        .route("/documents", post(create))
        .route("/limited", get(limited))
        .route("/scarce", get(scarce))
        .with_state(App { security, db: Db::connect(&database.url()).await? }))
}

#[derive(SecureInput)]
struct NewDocument {
    #[validate(length(min = 1, max = 100))]
    title: String,
    #[validate(range(min = 1, max = 5))]
    stars: u8,
    #[validate(length(max = 500))]
    note: Option<String>,
}

#[secure_endpoint(public(reason = "it says nothing"), rate(none, reason = "it is measured"))]
async fn health() -> &'static str {
    handlers::health()
}

#[secure_endpoint(authenticated, rate(none, reason = "it is measured"))]
async fn me(principal: Principal) -> Response {
    handlers::me(principal.subject())
}

#[secure_endpoint(role = "admin", rate(none, reason = "it is measured"))]
async fn admin() -> &'static str {
    handlers::admin()
}

#[secure_endpoint(owner, rate(none, reason = "it is measured"))]
async fn document(document: Owned<Document>) -> Json<Document> {
    handlers::document(document.into_inner())
}

#[secure_endpoint(authenticated, rate(none, reason = "it is measured"))]
async fn create(Valid(Json(new)): Valid<Json<NewDocument>>) -> Response {
    handlers::create(&new.title, new.stars, new.note.as_deref())
}

#[secure_endpoint(authenticated, rate = "1000000000/min")]
async fn limited() -> &'static str {
    handlers::limited()
}

/// The same with a limit that is reached.
#[secure_endpoint(authenticated, rate = "2/min")]
async fn scarce() -> &'static str {
    handlers::limited()
}
