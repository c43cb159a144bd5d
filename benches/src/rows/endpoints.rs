//! The endpoints: each reads the rows of its caller, and says that they are there.

use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use secure_api::{Error, SecureRouter, get, prelude::*};
use uuid::Uuid;

use super::App;

pub(super) fn routes() -> SecureRouter<App> {
    SecureRouter::new()
        .route("/neither", get(neither))
        .route("/by-hand/documents/{id}", get(one_by_hand))
        .route("/by-hand/first", get(first_by_hand))
        .route("/by-hand/later", get(later_by_hand))
        .route("/by-macro/documents/{id}", get(one_by_macro))
        .route("/by-macro/first", get(first_by_macro))
        .route("/by-macro/later", get(later_by_macro))
}

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: Uuid,
    #[resource(owner)]
    owner_id: Uuid,
    title: String,
    content: String,
}

const LIMIT: u32 = 50;

/// How many rows stand before the later page, and the last of them: what a cursor is that one writes by hand.
const BEFORE: u32 = 41;
const AFTER: &str = "00000000-0000-0000-0000-000000004007";

/// A page of this many rows, with a next one.
fn full(page: &Page<Document>) -> Result<StatusCode> {
    match (page.items.len(), &page.next) {
        (50, Some(_)) => Ok(StatusCode::NO_CONTENT),
        _ => Err(Error::not_found()),
    }
}

#[secure_endpoint(authenticated, rate = "1000000/min")]
async fn neither() -> StatusCode {
    StatusCode::NO_CONTENT
}

#[secure_endpoint(owner = "owner_id", rate = "1000000/min")]
async fn one_by_macro(_document: Owned<Document>) -> StatusCode {
    StatusCode::NO_CONTENT
}

#[secure_endpoint(owner = "owner_id", rate = "1000000/min")]
async fn first_by_macro(documents: Scoped<Document>) -> Result<StatusCode> {
    full(&documents.list(&PageRequest::new(Some(LIMIT), None)?).await?)
}

#[secure_endpoint(owner = "owner_id", rate = "1000000/min")]
async fn later_by_macro(State(app): State<App>, documents: Scoped<Document>) -> Result<StatusCode> {
    let after = match app.after.get() {
        Some(after) => after.clone(),
        // Only this endpoint gets a cursor that is good for it. Once, so that it does not count.
        None => {
            let before = documents.list(&PageRequest::new(Some(BEFORE), None)?).await?;
            app.after.get_or_init(|| before.next.unwrap_or_default()).clone()
        }
    };
    full(&documents.list(&PageRequest::new(Some(LIMIT), Some(after))?).await?)
}

#[secure_endpoint(authenticated, rate = "1000000/min")]
async fn one_by_hand(
    State(app): State<App>,
    principal: Principal,
    Unchecked(Path(id)): Unchecked<Path<Uuid>>,
) -> Result<StatusCode> {
    let sql = "SELECT id, owner_id, title, content FROM documents WHERE id = $1 AND owner_id = $2";
    let document: Option<Document> = sqlx::query_as(sql)
        .bind(id)
        .bind(owner(&principal)?)
        .fetch_optional(&app.pool)
        .await
        .map_err(Error::internal)?;
    document.map(|_| StatusCode::NO_CONTENT).ok_or_else(Error::not_found)
}

#[secure_endpoint(authenticated, rate = "1000000/min")]
async fn first_by_hand(State(app): State<App>, principal: Principal) -> Result<StatusCode> {
    let sql = "SELECT id, owner_id, title, content FROM documents WHERE owner_id = $1 ORDER BY id LIMIT $2";
    let documents = sqlx::query_as(sql)
        .bind(owner(&principal)?)
        .bind(LIMIT + 1)
        .fetch_all(&app.pool)
        .await
        .map_err(Error::internal)?;
    full(&page(documents))
}

#[secure_endpoint(authenticated, rate = "1000000/min")]
async fn later_by_hand(State(app): State<App>, principal: Principal) -> Result<StatusCode> {
    let after: Uuid = AFTER.parse().map_err(Error::internal)?;
    let sql = "SELECT id, owner_id, title, content FROM documents WHERE owner_id = $1 AND id > $2 ORDER BY id LIMIT $3";
    let documents = sqlx::query_as(sql)
        .bind(owner(&principal)?)
        .bind(after)
        .bind(LIMIT + 1)
        .fetch_all(&app.pool)
        .await
        .map_err(Error::internal)?;
    full(&page(documents))
}

fn owner(principal: &Principal) -> Result<Uuid> {
    principal.subject().parse().map_err(|_| Error::forbidden())
}

fn page(mut items: Vec<Document>) -> Page<Document> {
    let more = items.len() > LIMIT as usize;
    items.truncate(LIMIT as usize);
    let next = if more { items.last().map(|last| last.id.to_string()) } else { None };
    Page { items, next }
}
