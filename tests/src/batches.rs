//! Writes of several rows at once: one transaction over two resources, many rows, and rows that are there or not; over HTTP.

use axum::{Json, extract::State, http::StatusCode};
use secure_api::{SecureRouter, prelude::*};
use serde::Serialize;
use sqlx::Row as _;
use uuid::Uuid;

use crate::{
    app::{App, AppState},
    shelves::{self, Book, NewBook, Shelf},
};

/// One row of a tenant has a name, whoever owns it.
#[derive(Resource, sqlx::FromRow, Serialize)]
#[resource(table = "places")]
pub struct Place {
    #[resource(id)]
    pub id: i64,
    #[resource(tenant)]
    pub tenant: String,
    #[resource(owner)]
    pub owner_id: Uuid,
    pub name: String,
    pub shelf_id: Option<Ref<Shelf>>,
}

/// What is put in a place.
#[derive(SecureInput)]
#[input(create = Place, upsert(tenant, name))]
#[serde(rename_all = "camelCase")]
pub struct PutPlace {
    #[validate(length(min = 1, max = 100))]
    pub name: String,
    pub shelf_id: Option<Ref<Shelf>>,
}

/// A shelf has no columns of its own.
#[derive(SecureInput)]
#[input(create = Shelf)]
pub struct NewShelf {}

/// A shelf, and what stands in it.
#[derive(SecureInput)]
pub struct FullShelf {
    #[validate(items(max = 5), each(length(max = 100)))]
    pub titles: Vec<String>,
}

/// Books of any shelves.
#[derive(SecureInput)]
pub struct NewBooks {
    #[validate(items(max = 5))]
    pub books: Vec<NewBook>,
}

/// Makes the shelf and its books, or nothing.
#[secure_endpoint(owner, rate(none, reason = "a test"))]
pub async fn fill(
    State(state): State<AppState>,
    shelves: Scoped<Shelf>,
    books: Scoped<Book>,
    Valid(Json(full)): Valid<Json<FullShelf>>,
) -> Result<(StatusCode, Json<Vec<Book>>)> {
    let books = state.db().transaction(async |tx| {
        let shelf = tx.rows(&shelves).create(NewShelf {}).await?;
        let books = tx.rows(&books);
        let mut made = Vec::new();
        for title in full.titles {
            let shelf_id = Ref::new(shelf.id);
            let book =
                NewBook { title, open: true, shelf_id, second_shelf_id: None, subject_id: None };
            made.push(books.create(book).await?);
        }
        Ok(made)
    });
    Ok((StatusCode::CREATED, Json(books.await?)))
}

/// Makes all books, or none.
#[secure_endpoint(owner, rate(none, reason = "a test"))]
pub async fn create_many(
    books: Scoped<Book>,
    Valid(Json(new)): Valid<Json<NewBooks>>,
) -> Result<(StatusCode, Json<Vec<Book>>)> {
    Ok((StatusCode::CREATED, Json(books.create_many(new.books).await?)))
}

/// Makes the place, or changes the one that is there.
#[secure_endpoint(owner, rate(none, reason = "a test"))]
pub async fn put(
    places: Scoped<Place>,
    Valid(Json(place)): Valid<Json<PutPlace>>,
) -> Result<Json<Place>> {
    Ok(Json(places.upsert(place).await?))
}

/// The application of [`shelves`], with these routes as well.
///
/// # Panics
/// If it does not start.
pub async fn start() -> App {
    let routes = SecureRouter::new()
        .route("/fill", secure_api::post(fill))
        .route("/many", secure_api::post(create_many))
        .route("/place", secure_api::put(put));
    let app = shelves::start_with(routes).await;
    let table = "CREATE TABLE places (id INTEGER PRIMARY KEY, tenant TEXT NOT NULL, owner_id BLOB NOT NULL, \
         name TEXT NOT NULL, shelf_id BLOB, UNIQUE (tenant, name))";
    sqlx::query(table).execute(&app.pool).await.expect("a table");
    app
}

/// How many shelves and books there are.
///
/// # Panics
/// If they cannot be counted.
pub async fn counts(app: &App) -> (i64, i64) {
    let both = "SELECT (SELECT COUNT(*) FROM shelves), (SELECT COUNT(*) FROM books)";
    let row = sqlx::query(both).fetch_one(&app.pool).await.expect("two numbers");
    (row.get(0), row.get(1))
}

/// Every place: tenant, owner, name, shelf.
///
/// # Panics
/// If they cannot be read.
pub async fn places(app: &App) -> Vec<(String, Uuid, String, Option<Uuid>)> {
    let rows = sqlx::query("SELECT * FROM places ORDER BY id").fetch_all(&app.pool).await;
    let rows = rows.expect("the places");
    let place = |row: &sqlx::sqlite::SqliteRow| {
        (row.get("tenant"), row.get("owner_id"), row.get("name"), row.get("shelf_id"))
    };
    rows.iter().map(place).collect()
}
