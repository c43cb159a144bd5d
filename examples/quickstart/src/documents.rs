//! Documents: the resource, its inputs, and the endpoints with their access rules.

use axum::{Json, extract::Query, http::StatusCode};
use secure_api::prelude::*;
use serde::Serialize;
use uuid::Uuid;

/// Who may do what. An admin is an editor too, an editor a viewer.
#[derive(Roles)]
pub enum Role {
    #[role(includes(Editor))]
    Admin,
    #[role(includes(Viewer))]
    Editor,
    Viewer,
}

/// A row of the table `documents`, which the compiler looks up in the migrations.
#[derive(Resource, sqlx::FromRow, Serialize)]
#[resource(table = "documents", migrations = "migrations")]
pub struct Document {
    #[resource(id)]
    id: Uuid,
    #[resource(owner)]
    owner_id: Uuid,
    title: String,
    content: String,
}

/// What a new document is made of. Its id and its owner are not the client's to choose.
#[derive(SecureInput)]
#[input(create = Document)]
pub struct NewDocument {
    #[input(sanitize(trim))]
    #[validate(length(min = 1, max = 100))]
    title: String,
    #[validate(length(max = 20_000))]
    content: String,
}

/// What may be changed; what is left out stays as it is.
#[derive(SecureInput)]
#[input(update = Document)]
pub struct DocumentChange {
    #[input(sanitize(trim))]
    #[validate(length(min = 1, max = 100))]
    title: Option<String>,
    #[validate(length(max = 20_000))]
    content: Option<String>,
}

/// How many documents there are.
#[derive(Serialize)]
pub struct Statistics {
    documents: u64,
}

/// Says that the server is up.
#[secure_endpoint(public(reason = "a health check says nothing about anybody"), rate = "60/min")]
pub async fn health() -> &'static str {
    "up\n"
}

/// Lists the caller's documents, page by page.
#[secure_endpoint(role = "viewer", rate = "60/min", owner = "owner_id")]
pub async fn list_documents(
    documents: Scoped<Document>,
    Valid(Query(page)): Valid<Query<PageRequest>>,
) -> Result<Json<Page<Document>>> {
    Ok(Json(documents.list(&page).await?))
}

/// Writes a new document of the caller's.
#[secure_endpoint(role = "editor", rate = "5/min", owner = "owner_id")]
pub async fn create_document(
    documents: Scoped<Document>,
    Valid(Json(new)): Valid<Json<NewDocument>>,
) -> Result<(StatusCode, Json<Document>)> {
    Ok((StatusCode::CREATED, Json(documents.create(new).await?)))
}

/// Reads one of the caller's documents.
#[secure_endpoint(role = "viewer", rate = "60/min", owner = "owner_id")]
pub async fn read_document(document: Owned<Document>) -> Json<Document> {
    Json(document.into_inner())
}

/// Changes one of the caller's documents.
#[secure_endpoint(role = "editor", rate = "30/min", owner = "owner_id")]
pub async fn update_document(
    document: Owned<Document>,
    Valid(Json(change)): Valid<Json<DocumentChange>>,
) -> Result<Json<Document>> {
    Ok(Json(document.update(change).await?))
}

/// Deletes a document: the caller's own, or anybody's for an admin.
#[secure_endpoint(any(role = "admin", owner = "owner_id"), rate = "30/min")]
pub async fn delete_document(document: Owned<Document>) -> Result<StatusCode> {
    document.delete().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Counts the documents of everybody.
#[secure_endpoint(
    role = "admin",
    rate = "3/min",
    unscoped(reason = "a number over all documents, no content")
)]
pub async fn statistics(documents: Scoped<Document>) -> Result<Json<Statistics>> {
    Ok(Json(Statistics { documents: documents.count(Search::all()).await? }))
}
