//! A facade names the library by another path, and every macro follows it.

#![deny(warnings)]

mod facade {
    pub(crate) use secure_api as guards;
}

// Whoever asks for the library by its own name finds this.
mod secure_api {}

use facade::guards::{
    Owned, SecureRouter, Scoped, Security, Unchecked, Valid, authz::CheckContext, get,
};

#[derive(facade::guards::Roles)]
#[role(crate = facade::guards)]
enum Role {
    #[role(includes(Viewer))]
    Admin,
    Viewer,
}

#[derive(facade::guards::Resource, sqlx::FromRow)]
#[resource(table = "documents", crate = crate::facade::guards)]
struct Document {
    #[resource(id)]
    id: uuid::Uuid,
    #[resource(owner)]
    owner_id: uuid::Uuid,
    title: String,
}

#[derive(facade::guards::SecureInput)]
#[input(create = Document, update = Document, crate = crate::facade::guards)]
struct DocumentInput {
    #[input(sanitize(trim))]
    #[validate(length(min = 1, max = 100))]
    title: String,
}

#[derive(facade::guards::SecureInput)]
#[input(crate = facade::guards)]
struct Search {
    #[validate(range(max = 100))]
    limit: Option<u32>,
}

#[derive(Clone, facade::guards::SecureState)]
#[state(crate = facade::guards)]
struct App {
    security: Security,
    db: facade::guards::Db,
}

facade::guards::access_rule!(
    pub(crate) Staff = any(role = "admin", owner), crate = crate::facade::guards
);

async fn is_active(context: &CheckContext<'_>) -> facade::guards::Result<bool> {
    Ok(!context.principal().is_anonymous())
}

#[facade::guards::secure_endpoint(rule = Staff, check = is_active, crate = crate::facade::guards)]
async fn change(
    document: Owned<Document>,
    Valid(axum::Json(change)): Valid<axum::Json<DocumentInput>>,
) -> facade::guards::Result<String> {
    Ok(document.update(change).await?.title)
}

#[facade::guards::secure_endpoint(role = "viewer", owner, crate = facade::guards)]
async fn list(
    documents: Scoped<Document>,
    search: Valid<axum::extract::Query<Search>>,
    nothing: Unchecked<()>,
) -> String {
    drop((documents, nothing));
    format!("{:?}", search.0.limit)
}

fn main() {
    let _ = SecureRouter::<App>::new().route("/", get(list)).route("/{id}", get(change).post(list));
    let _ = <Document as facade::guards::Resource>::COLUMNS.title;
    let _ = |document: Document, app: App| (document.id, document.owner_id, app.security, app.db);
    let _ = [Role::Admin as u8, Role::Viewer as u8];
}
