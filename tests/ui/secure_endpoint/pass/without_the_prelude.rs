//! Generated code needs nothing in scope, the standard library's prelude neither.

#![deny(warnings)]
#![no_implicit_prelude]

#[derive(::secure_api::Roles)]
enum Role {
    Admin,
}

#[derive(::secure_api::Resource)]
#[resource(table = "documents", database = "sqlite")]
struct Document {
    #[resource(id)]
    id: ::uuid::Uuid,
    #[resource(owner)]
    owner_id: ::uuid::Uuid,
    title: ::std::string::String,
}

impl<'r> ::sqlx::FromRow<'r, ::sqlx::sqlite::SqliteRow> for Document {
    fn from_row(row: &'r ::sqlx::sqlite::SqliteRow) -> ::std::result::Result<Self, ::sqlx::Error> {
        let row = |name| ::sqlx::Row::try_get(row, name);
        let text = |_: &::std::primitive::str| ::std::result::Result::Err(::sqlx::Error::RowNotFound);
        ::std::result::Result::Ok(Self { id: row("id")?, owner_id: row("owner_id")?, title: text("title")? })
    }
}

#[derive(::secure_api::SecureInput)]
#[input(create = Document, update = Document)]
struct Change {
    #[input(sanitize(trim))]
    #[validate(length(min = 1, max = 100), url)]
    title: ::std::string::String,
}

#[derive(::secure_api::SecureInput)]
struct Tags {
    #[validate(length(max = 10), each(length(max = 100)))]
    tags: ::std::vec::Vec<::std::string::String>,
}

#[derive(::std::clone::Clone, ::secure_api::SecureState)]
struct App {
    security: ::secure_api::Security,
    db: ::secure_api::Db,
}

::secure_api::access_rule!(Staff = any(role = "admin", owner));

async fn is_active(_: &::secure_api::authz::CheckContext<'_>) -> ::secure_api::Result<bool> {
    ::std::result::Result::Ok(true)
}

#[::secure_api::secure_endpoint(rule = Staff, check = is_active, rate(user = "5/min", burst = 2))]
async fn change(document: ::secure_api::Owned<Document>, change: ::secure_api::Valid<::axum::Json<Change>>) -> ::secure_api::Result<()> {
    let document = document.update(change.0.0).await?;
    ::std::mem::drop((document.id, document.owner_id, document.title));
    ::std::result::Result::Ok(())
}

#[::secure_api::secure_endpoint(public(reason = "for all"), rate(none, reason = "it is cheap"))]
async fn tags(tags: ::secure_api::Valid<::axum::Json<Tags>>) {
    ::std::mem::drop(tags.0.0.tags);
}

fn main() {
    let _ = ::secure_api::SecureRouter::<App>::new()
        .route("/{id}", ::secure_api::put(change))
        .route("/tags", ::secure_api::post(tags));
}
