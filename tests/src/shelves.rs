//! Books in shelves: rows that refer to rows, of two users in each of two tenants, over HTTP and under every kind of rule.

use axum::{Json, extract::Path, http::StatusCode};
use secure_api::{
    SecureRouter, Security, SecurityBuilder, authn::TenantSource, clock::ManualClock, get,
    prelude::*,
};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    app::{ALICE, App, AppState, BOB},
    client::Call,
    database::On,
    endpoints::Role,
    tokens::{self, NOW},
};

/// Belongs to a user of a tenant.
#[derive(Resource, sqlx::FromRow, Serialize)]
#[resource(table = "shelves")]
pub struct Shelf {
    #[resource(id)]
    pub id: Uuid,
    #[resource(tenant)]
    pub tenant: String,
    #[resource(owner)]
    pub owner_id: Uuid,
}

/// Belongs to everybody, and has a number for an id.
#[derive(Resource, sqlx::FromRow, Serialize)]
#[resource(table = "subjects")]
pub struct Subject {
    #[resource(id)]
    pub id: i64,
}

/// Stands in a shelf of its owner's.
#[derive(Resource, sqlx::FromRow, Serialize)]
#[resource(table = "books")]
pub struct Book {
    #[resource(id)]
    pub id: Uuid,
    #[resource(tenant)]
    pub tenant: String,
    #[resource(owner)]
    pub owner_id: Uuid,
    pub title: String,
    pub open: bool,
    pub shelf_id: Ref<Shelf>,
    pub second_shelf_id: Option<Ref<Shelf>>,
    pub subject_id: Option<Ref<Subject>>,
}

/// What a new book is made of.
#[derive(SecureInput)]
#[input(create = Book)]
#[serde(rename_all = "camelCase")]
pub struct NewBook {
    #[validate(length(min = 1, max = 100))]
    pub title: String,
    pub open: bool,
    pub shelf_id: Ref<Shelf>,
    pub second_shelf_id: Option<Ref<Shelf>>,
    pub subject_id: Option<Ref<Subject>>,
}

/// What may be changed.
#[derive(SecureInput)]
#[input(update = Book)]
#[serde(rename_all = "camelCase")]
pub struct BookChange {
    #[input(sanitize(trim))]
    #[validate(length(min = 1, max = 100))]
    pub title: Patch<String>,
    pub shelf_id: Patch<Ref<Shelf>>,
    pub second_shelf_id: Patch<Option<Ref<Shelf>>>,
    pub subject_id: Patch<Option<Ref<Subject>>>,
}

/// The id in a path, as input.
#[derive(SecureInput)]
pub struct BookPath {
    pub id: Uuid,
}

/// An endpoint that makes, one that changes a row that was loaded, and one that changes a row unseen.
macro_rules! endpoints {
    ($module:ident: $($rule:tt)*) => {
        mod $module {
            use super::*;

            #[secure_endpoint($($rule)*)]
            pub async fn create(
                books: Scoped<Book>,
                Valid(Json(new)): Valid<Json<NewBook>>,
            ) -> Result<(StatusCode, Json<Book>)> {
                Ok((StatusCode::CREATED, Json(books.create(new).await?)))
            }

            #[secure_endpoint($($rule)*)]
            pub async fn read(book: Owned<Book>) -> Json<Book> {
                Json(book.into_inner())
            }

            #[secure_endpoint($($rule)*)]
            pub async fn update(
                book: Owned<Book>,
                Valid(Json(change)): Valid<Json<BookChange>>,
            ) -> Result<Json<Book>> {
                Ok(Json(book.update(change).await?))
            }

            #[secure_endpoint($($rule)*)]
            pub async fn update_unseen(
                books: Scoped<Book>,
                Valid(Path(path)): Valid<Path<BookPath>>,
                Valid(Json(change)): Valid<Json<BookChange>>,
            ) -> Result<Json<Book>> {
                Ok(Json(books.update(path.id, change).await?))
            }

            pub fn routes() -> SecureRouter<AppState> {
                SecureRouter::new()
                    .route("/", secure_api::post(create))
                    .route("/{id}", get(read).patch(update).put(update_unseen))
            }
        }
    };
}

endpoints!(own: owner, rate(none, reason = "a test"));
endpoints!(shared: any(role = "admin", owner), rate(none, reason = "a test"));
endpoints!(filtered: any(owner, row(open = true)), rate(none, reason = "a test"));
endpoints!(crossing: owner, cross_tenant(reason = "a test"), rate(none, reason = "a test"));
endpoints!(everywhere: role = "admin", unscoped(reason = "a test"), cross_tenant(reason = "a test"), rate(none, reason = "a test"));

/// The tenants and the users in them.
pub const OWNERS: [(&str, &str); 4] =
    [("acme", ALICE), ("acme", BOB), ("globex", ALICE), ("globex", BOB)];

/// The shelf of a user in a tenant; its book's id is the same with `b` for `a`.
///
/// # Panics
/// If there is no such user.
#[must_use]
pub fn shelf(tenant: &str, owner: &str) -> String {
    let place = OWNERS.iter().position(|known| *known == (tenant, owner)).expect("an owner");
    format!("00000000-0000-4000-8000-0000000000a{place}")
}

/// The book of a user in a tenant, which is open and stands in the user's shelf.
#[must_use]
pub fn book(tenant: &str, owner: &str) -> String {
    shelf(tenant, owner).replacen('a', "b", 1)
}

/// The application with these routes only.
pub async fn start(on: On) -> App {
    start_with(on, SecureRouter::new()).await
}

/// The same with others beside them.
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
    let routes = routes
        .nest("/own", own::routes())
        .nest("/shared", shared::routes())
        .nest("/filtered", filtered::routes())
        .nest("/crossing", crossing::routes())
        .nest("/everywhere", everywhere::routes());
    let app = App::routed_on(on, settings, routes).await;
    let tables = "
        CREATE TABLE shelves (id UUID PRIMARY KEY NOT NULL, tenant TEXT NOT NULL, owner_id UUID NOT NULL);
        CREATE TABLE subjects (id BIGINT PRIMARY KEY);
        CREATE TABLE books (
            id UUID PRIMARY KEY NOT NULL,
            tenant TEXT NOT NULL,
            owner_id UUID NOT NULL,
            title TEXT NOT NULL UNIQUE,
            open BOOLEAN NOT NULL,
            shelf_id UUID NOT NULL REFERENCES shelves (id),
            second_shelf_id UUID,
            subject_id BIGINT REFERENCES subjects (id)
        );
        INSERT INTO subjects VALUES (7);
    ";
    app.database.run(tables).await;
    for (tenant, owner) in OWNERS {
        let [shelf, book] = [shelf(tenant, owner), book(tenant, owner)];
        let rows = format!(
            "INSERT INTO shelves VALUES (UUID '{shelf}', '{tenant}', UUID '{owner}');
             INSERT INTO books (id, tenant, owner_id, title, open, shelf_id)
                 VALUES (UUID '{book}', '{tenant}', UUID '{owner}', '{book}', true, UUID '{shelf}')"
        );
        app.database.run(&rows).await;
    }
    app
}

/// A token of somebody in one tenant, with roles there.
#[must_use]
pub fn token(tenant: &str, subject: &str, roles: &[&str]) -> String {
    tokens::token_with(subject, &[], json!({ "tenants": { tenant: roles } }))
}

/// A new book in a shelf.
#[must_use]
pub fn new_book(shelf: &str) -> Value {
    json!({"title": "T", "open": true, "shelfId": shelf})
}

/// A change of a user's own book.
#[must_use]
pub fn change(app: &App, rule: &str, (tenant, owner): (&str, &str), change: &Value) -> Call {
    let path = format!("/{rule}/{}", book(tenant, owner));
    app.call("PATCH", &path).bearing(&token(tenant, owner, &[])).json(change)
}

/// Every book: id, title, shelf, second shelf, subject.
pub async fn books(app: &App) -> Vec<(Uuid, String, Uuid, Option<Uuid>, Option<i64>)> {
    let books = "SELECT id, title, shelf_id, second_shelf_id, subject_id FROM books ORDER BY id";
    app.database.rows(books).await
}
