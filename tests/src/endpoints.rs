//! The endpoints of the application under test: documents with owners, and endpoints that misbehave.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, Query, State},
    http::StatusCode,
};
use secure_api::{Error, SecureRouter, delete, get, post, prelude::*};
use serde::{Serialize, Serializer};
use uuid::Uuid;

use crate::app::AppState;

/// Who may do what.
#[derive(Roles)]
pub enum Role {
    #[role(includes(Editor))]
    Admin,
    #[role(includes(Viewer))]
    Editor,
    Viewer,
}

/// A row of the table `documents`.
#[derive(Resource, sqlx::FromRow, Serialize)]
#[resource(table = "documents")]
pub struct Document {
    #[resource(id)]
    pub id: Uuid,
    #[resource(owner)]
    pub owner_id: Uuid,
    pub title: String,
    pub content: String,
}

/// What a new document is made of.
#[derive(SecureInput)]
#[input(create = Document)]
pub struct NewDocument {
    #[input(sanitize(trim))]
    #[validate(length(min = 1, max = 100))]
    pub title: String,
    #[validate(length(max = 20_000))]
    pub content: String,
}

/// What may be changed.
#[derive(SecureInput)]
#[input(update = Document)]
pub struct DocumentChange {
    #[validate(length(min = 1, max = 100))]
    pub title: Option<String>,
    #[validate(length(max = 20_000))]
    pub content: Option<String>,
}

/// The id in a path, as input.
#[derive(SecureInput)]
pub struct DocumentPath {
    pub id: Uuid,
}

/// A number of documents.
#[derive(Serialize)]
pub struct Count {
    pub documents: u64,
}

/// Cannot be written as JSON.
pub struct Unserializable;

/// What the failure of [`Unserializable`] says, which no client may read.
pub const SERIALIZER_CAUSE: &str = "column ssn of table people is not UTF-8";

/// What a failing handler keeps in its error, which no client may read.
pub const INTERNAL_CAUSE: &str = "SELECT * FROM people WHERE password = 'hunter2'";

impl Serialize for Unserializable {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom(SERIALIZER_CAUSE))
    }
}

#[secure_endpoint(public(reason = "a health check tells nothing"), rate = "5/min")]
pub async fn health(State(state): State<AppState>) -> &'static str {
    state.ran();
    "up"
}

#[secure_endpoint(authenticated, rate = "5/min")]
pub async fn me(State(state): State<AppState>, principal: Principal) -> String {
    state.ran();
    principal.subject().to_owned()
}

#[secure_endpoint(role = "viewer", rate = "60/min", owner = "owner_id")]
pub async fn list(
    documents: Scoped<Document>,
    Valid(Query(page)): Valid<Query<PageRequest>>,
) -> Result<Json<Page<Document>>> {
    Ok(Json(documents.list(&page).await?))
}

#[secure_endpoint(role = "viewer", rate = "60/min", owner = "owner_id")]
pub async fn count(documents: Scoped<Document>) -> Result<Json<Count>> {
    Ok(Json(Count { documents: documents.count(Search::all()).await? }))
}

#[secure_endpoint(role = "editor", rate = "5/min", owner = "owner_id")]
pub async fn create(
    documents: Scoped<Document>,
    Valid(Json(new)): Valid<Json<NewDocument>>,
) -> Result<(StatusCode, Json<Document>)> {
    Ok((StatusCode::CREATED, Json(documents.create(new).await?)))
}

#[secure_endpoint(role = "viewer", rate = "60/min", owner = "owner_id")]
pub async fn read(document: Owned<Document>) -> Json<Document> {
    Json(document.into_inner())
}

#[secure_endpoint(role = "editor", rate = "60/min", owner = "owner_id")]
pub async fn update(
    document: Owned<Document>,
    Valid(Json(change)): Valid<Json<DocumentChange>>,
) -> Result<Json<Document>> {
    Ok(Json(document.update(change).await?))
}

#[secure_endpoint(role = "editor", rate = "60/min", owner = "owner_id")]
pub async fn remove(document: Owned<Document>) -> Result<StatusCode> {
    document.delete().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Reads by hand what `read` loads as an argument.
#[secure_endpoint(role = "viewer", rate = "60/min", owner = "owner_id")]
pub async fn read_by_hand(
    documents: Scoped<Document>,
    Valid(Path(path)): Valid<Path<DocumentPath>>,
) -> Result<Json<Document>> {
    Ok(Json(documents.get(path.id).await?))
}

/// Changes by hand, without having loaded the row: the filter of the write stands alone.
#[secure_endpoint(role = "editor", rate = "60/min", owner = "owner_id")]
pub async fn update_by_hand(
    documents: Scoped<Document>,
    Valid(Path(path)): Valid<Path<DocumentPath>>,
    Valid(Json(change)): Valid<Json<DocumentChange>>,
) -> Result<Json<Document>> {
    Ok(Json(documents.update(path.id, change).await?))
}

/// Deletes by hand, without having loaded the row.
#[secure_endpoint(role = "editor", rate = "60/min", owner = "owner_id")]
pub async fn remove_by_hand(
    documents: Scoped<Document>,
    Valid(Path(path)): Valid<Path<DocumentPath>>,
) -> Result<StatusCode> {
    documents.delete(path.id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The caller's own, or anybody's for an admin.
#[secure_endpoint(any(role = "admin", owner = "owner_id"), rate = "60/min")]
pub async fn read_shared(document: Owned<Document>) -> Json<Document> {
    Json(document.into_inner())
}

/// The caller's own, or anybody's for an admin.
#[secure_endpoint(any(role = "admin", owner = "owner_id"), rate = "60/min")]
pub async fn list_shared(
    documents: Scoped<Document>,
    Valid(Query(page)): Valid<Query<PageRequest>>,
) -> Result<Json<Page<Document>>> {
    Ok(Json(documents.list(&page).await?))
}

/// Writes a document although the rule reaches all of them.
#[secure_endpoint(any(role = "admin", owner = "owner_id"), rate = "60/min")]
pub async fn create_shared(
    documents: Scoped<Document>,
    Valid(Json(new)): Valid<Json<NewDocument>>,
) -> Result<(StatusCode, Json<Document>)> {
    Ok((StatusCode::CREATED, Json(documents.create(new).await?)))
}

#[secure_endpoint(role = "admin", rate = "3/min", unscoped(reason = "a number, no content"))]
pub async fn statistics(documents: Scoped<Document>) -> Result<Json<Count>> {
    Ok(Json(Count { documents: documents.count(Search::all()).await? }))
}

/// A body behind a role, without rows.
#[secure_endpoint(role = "editor", rate = "60/min")]
pub async fn announce(
    State(state): State<AppState>,
    Valid(Json(new)): Valid<Json<NewDocument>>,
) -> String {
    state.ran();
    new.title
}

#[secure_endpoint(role = "editor", rate = "60/min")]
pub async fn unchecked(State(state): State<AppState>, body: Unchecked<Bytes>) -> String {
    state.ran();
    body.0.len().to_string()
}

#[secure_endpoint(authenticated)]
pub async fn panics() -> StatusCode {
    panic!("{INTERNAL_CAUSE}")
}

#[secure_endpoint(authenticated)]
pub async fn slow(State(state): State<AppState>) {
    state.ran();
    std::future::pending::<()>().await;
}

#[secure_endpoint(authenticated)]
pub async fn fails() -> Result<()> {
    Err(Error::internal(INTERNAL_CAUSE))
}

#[secure_endpoint(authenticated)]
pub async fn unserializable() -> Json<Unserializable> {
    Json(Unserializable)
}

/// Everything, on its paths.
#[must_use]
pub fn routes() -> SecureRouter<AppState> {
    SecureRouter::new()
        .route("/health", get(health))
        .route("/me", get(me).post(me))
        .route("/documents", get(list).post(create))
        .route("/documents/count", get(count))
        .route("/documents/{id}", get(read).patch(update).delete(remove))
        .route("/by-hand/{id}", get(read_by_hand).patch(update_by_hand).delete(remove_by_hand))
        .route("/shared", get(list_shared).post(create_shared))
        .route("/shared/{id}", get(read_shared))
        .route("/statistics", get(statistics))
        .route("/announcements", post(announce))
        .route("/unchecked", post(unchecked))
        .route("/panics", get(panics))
        .route("/slow", get(slow))
        .route("/fails", delete(fails).get(fails))
        .route("/unserializable", get(unserializable))
}
