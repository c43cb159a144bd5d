//! Drafts in binders: rows with versions, which are kept when they are deleted and may be given away, over HTTP.

use axum::{Json, http::StatusCode, response::IntoResponse};
use secure_api::{
    ETag, SecureRouter, Security, SecurityBuilder, authn::TenantSource, clock::ManualClock, get,
    post, prelude::*,
};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use crate::{
    app::{ALICE, App, AppState, BOB},
    database::On,
    endpoints::Role,
    tokens::{self, NOW},
};

/// Whom a draft may be given to.
#[derive(Resource, sqlx::FromRow)]
#[resource(table = "writers")]
pub struct Writer {
    #[resource(id)]
    pub id: Uuid,
    #[resource(tenant)]
    pub tenant: String,
    #[resource(soft_delete)]
    pub deleted_at: Option<String>,
}

/// Holds drafts.
#[derive(Resource, sqlx::FromRow, Serialize)]
#[resource(table = "binders")]
pub struct Binder {
    #[resource(id)]
    pub id: i64,
    #[resource(tenant)]
    pub tenant: String,
    #[resource(owner)]
    pub writer_id: Uuid,
    #[resource(version)]
    pub version: i64,
}

/// Has all that the others have.
#[derive(Resource, sqlx::FromRow, Serialize)]
#[resource(table = "drafts")]
pub struct Draft {
    #[resource(id)]
    pub id: i64,
    #[resource(tenant)]
    pub tenant: String,
    #[resource(owner)]
    pub writer_id: Uuid,
    pub title: String,
    #[resource(version)]
    pub version: i64,
    #[serde(skip)]
    #[resource(soft_delete)]
    pub deleted_at: Option<String>,
}

/// What a new draft is made of.
#[derive(SecureInput)]
#[input(create = Draft)]
pub struct NewDraft {
    #[validate(length(max = 100))]
    title: String,
}

/// What changes of one.
#[derive(SecureInput)]
#[input(update = Draft)]
pub struct DraftChange {
    #[validate(length(max = 100))]
    title: Patch<String>,
}

/// Whose it becomes.
#[derive(SecureInput)]
pub struct NewWriter {
    writer_id: Ref<Writer>,
}

/// The same by another name.
#[derive(SecureInput)]
pub struct Recipient {
    recipient: Ref<Writer>,
}

/// Which one.
#[derive(SecureInput)]
pub struct DraftPath {
    id: i64,
}

#[secure_endpoint(owner, rate(none, reason = "a test"))]
async fn create(
    drafts: Scoped<Draft>,
    Valid(Json(new)): Valid<Json<NewDraft>>,
) -> Result<impl IntoResponse> {
    let draft = drafts.create(new).await?;
    Ok((StatusCode::CREATED, ETag::of(&draft), Json(draft)))
}

#[secure_endpoint(owner, rate(none, reason = "a test"))]
async fn read(draft: Owned<Draft>) -> impl IntoResponse {
    (draft.etag(), Json(draft.into_inner()))
}

#[secure_endpoint(owner, rate(none, reason = "a test"))]
async fn change(
    draft: Owned<Draft>,
    Valid(Json(new)): Valid<Json<DraftChange>>,
) -> Result<impl IntoResponse> {
    let draft = draft.update(new).await?;
    Ok((ETag::of(&draft), Json(draft)))
}

#[secure_endpoint(owner, rate(none, reason = "a test"))]
async fn delete(draft: Owned<Draft>) -> Result<StatusCode> {
    draft.delete().await?;
    Ok(StatusCode::NO_CONTENT)
}

#[secure_endpoint(owner, rate(none, reason = "a test"))]
async fn change_unseen(
    drafts: Scoped<Draft>,
    Valid(axum::extract::Path(path)): Valid<axum::extract::Path<DraftPath>>,
    Valid(Json(new)): Valid<Json<DraftChange>>,
) -> Result<Json<Draft>> {
    Ok(Json(drafts.update(path.id, new).await?))
}

#[secure_endpoint(owner, rate(none, reason = "a test"))]
async fn delete_unseen(
    drafts: Scoped<Draft>,
    Valid(axum::extract::Path(path)): Valid<axum::extract::Path<DraftPath>>,
) -> Result<StatusCode> {
    drafts.delete(path.id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[secure_endpoint(owner, transfer, rate(none, reason = "a test"))]
async fn give(
    draft: Transfer<Draft>,
    Valid(Json(to)): Valid<Json<NewWriter>>,
) -> Result<Json<Draft>> {
    Ok(Json(draft.to(to.writer_id).await?))
}

#[secure_endpoint(owner, transfer, rate(none, reason = "a test"))]
async fn send(
    draft: Transfer<Draft>,
    Valid(Json(to)): Valid<Json<Recipient>>,
) -> Result<Json<Draft>> {
    Ok(Json(draft.to_at(to.recipient, "#/recipient").await?))
}

/// The path is about the draft, whichever argument comes first, and what is changed by its id has no condition of its own.
#[secure_endpoint(owner, rate(none, reason = "a test"))]
async fn change_in_binder(
    draft: Owned<Draft>,
    #[path("binder")] _binder: Owned<Binder>,
    drafts: Scoped<Draft>,
    Valid(Json(new)): Valid<Json<DraftChange>>,
) -> Result<Json<Draft>> {
    drafts.update(draft.id, DraftChange { title: Patch::Absent }).await?;
    Ok(Json(drafts.update(draft.id, new).await?))
}

/// All of these endpoints.
#[must_use]
pub fn routes() -> SecureRouter<AppState> {
    SecureRouter::new()
        .route("/drafts", post(create))
        .route("/drafts/{id}", get(read).patch(change).delete(delete))
        .route("/unseen/{id}", secure_api::patch(change_unseen).delete(delete_unseen))
        .route("/drafts/{id}/writer", secure_api::put(give))
        .route("/drafts/{id}/recipient", secure_api::put(send))
        .route("/binders/{binder}/drafts/{id}", secure_api::patch(change_in_binder))
}

/// The application with these routes only: of each user in each tenant a draft and a binder.
pub async fn start(on: On) -> App {
    start_with(on, routes()).await
}

/// The same with these routes.
///
/// # Panics
/// If it does not start.
pub async fn start_with(on: On, routes: SecureRouter<AppState>) -> App {
    let verifier = tokens::verifier().tenants_claim("tenants").expect("a claim");
    let settings = |_: SecurityBuilder| {
        Security::builder()
            .jwt(verifier)
            .roles::<Role>()
            .refusals_per_minute(100_000)
            .clock(ManualClock::at_unix_seconds(NOW))
            .tenant_from(TenantSource::header("x-tenant").expect("a header"))
    };
    let app = App::routed_on(on, settings, routes).await;
    let tables = "
        CREATE TABLE writers (id UUID PRIMARY KEY NOT NULL, tenant TEXT NOT NULL, deleted_at TEXT);
        CREATE TABLE binders (
            id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
            tenant TEXT NOT NULL,
            writer_id UUID NOT NULL,
            version BIGINT NOT NULL
        );
        CREATE TABLE drafts (
            id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
            tenant TEXT NOT NULL,
            writer_id UUID NOT NULL,
            title TEXT NOT NULL,
            version BIGINT NOT NULL,
            deleted_at TEXT
        );
    ";
    app.database.run(tables).await;
    for (tenant, writer) in [("acme", ALICE), ("acme", BOB), ("globex", STRANGER)] {
        let rows = format!(
            "INSERT INTO drafts (tenant, writer_id, title, version)
                 VALUES ('{tenant}', UUID '{writer}', 'a', 7);
             INSERT INTO binders (tenant, writer_id, version)
                 VALUES ('{tenant}', UUID '{writer}', 4);
             INSERT INTO writers (id, tenant) VALUES (UUID '{writer}', '{tenant}')"
        );
        app.database.run(&rows).await;
    }
    app
}

/// The only writer of the other tenant.
pub const STRANGER: &str = "57a46e00-0000-4000-8000-000000000003";

/// The draft and the binder of Alice, of tenant `acme`, at the versions 7 and 4.
pub const ALICES: &str = "1";
/// Those of Bob, of the same tenant.
pub const BOBS: &str = "2";
/// Those of the stranger.
pub const STRANGERS: &str = "3";
/// Nobody's.
pub const ABSENT: &str = "99";

/// A token of somebody in tenant `acme`.
#[must_use]
pub fn token(subject: &str) -> String {
    tokens::token_with(subject, &[], json!({ "tenants": { "acme": [] } }))
}

/// Every value of every draft.
pub async fn drafts(app: &App) -> Vec<(i64, String, Uuid, String, i64, Option<String>)> {
    let drafts = "SELECT id, tenant, writer_id, title, version, deleted_at FROM drafts ORDER BY id";
    app.database.rows(drafts).await
}
