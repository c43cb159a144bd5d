//! What the endpoints do once a request may pass: the same code in every server.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use secure_api::Resource;
use serde::Serialize;
use uuid::Uuid;

/// A row of the table `documents`.
#[derive(Resource, sqlx::FromRow, Serialize)]
#[resource(table = "documents")]
pub(super) struct Document {
    #[resource(id)]
    id: Uuid,
    #[resource(owner)]
    owner_id: Uuid,
    title: String,
    content: String,
}

#[derive(Serialize)]
struct Me<'a> {
    subject: &'a str,
}

#[derive(Serialize)]
struct Created<'a> {
    title: &'a str,
    stars: u8,
    note: Option<&'a str>,
}

pub(super) fn health() -> &'static str {
    "up"
}

pub(super) fn me(subject: &str) -> Response {
    Json(Me { subject }).into_response()
}

pub(super) fn admin() -> &'static str {
    "for admins"
}

pub(super) fn document(document: Document) -> Json<Document> {
    Json(document)
}

/// Writes nothing, so that what is measured is the way to here.
pub(super) fn create(title: &str, stars: u8, note: Option<&str>) -> Response {
    (StatusCode::CREATED, Json(Created { title, stars, note })).into_response()
}

pub(super) fn limited() -> &'static str {
    "within the limit"
}
