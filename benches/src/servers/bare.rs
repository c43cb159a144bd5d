//! The workload on axum alone. Anybody may do anything: what it costs is what the framework, the database and the handlers cost.

use std::error::Error;

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use serde::Deserialize;
use sqlx::SqlitePool;
use uuid::Uuid;

use super::{
    database::{Database, OWNER},
    handlers,
};

pub(super) async fn router(database: &Database) -> Result<Router, Box<dyn Error>> {
    Ok(Router::new()
        .route("/health", get(health))
        .route("/me", get(me))
        .route("/admin", get(admin))
        .route("/documents/{id}", get(document))
        .route("/documents", post(create))
        .route("/limited", get(limited))
        .with_state(database.pool().await?))
}

#[derive(Deserialize)]
struct NewDocument {
    title: String,
    stars: u8,
    note: Option<String>,
}

async fn health() -> &'static str {
    handlers::health()
}

/// It does not know who is calling.
async fn me() -> Response {
    handlers::me(uuid::fmt::Hyphenated::from_uuid(OWNER).encode_lower(&mut Uuid::encode_buffer()))
}

async fn admin() -> &'static str {
    handlers::admin()
}

async fn document(State(pool): State<SqlitePool>, Path(id): Path<Uuid>) -> Response {
    let sql = "SELECT id, owner_id, title, content FROM documents WHERE id = $1";
    match sqlx::query_as(sql).bind(id).fetch_optional(&pool).await {
        Ok(Some(document)) => handlers::document(document).into_response(),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn create(Json(new): Json<NewDocument>) -> Response {
    handlers::create(&new.title, new.stars, new.note.as_deref())
}

async fn limited() -> &'static str {
    handlers::limited()
}
