use axum::routing::get;
use secure_api::{Security, prelude::*};

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: uuid::Uuid,
    #[resource(owner)]
    owner_id: uuid::Uuid,
}

#[secure_endpoint(owner)]
async fn report(document: Owned<Document>) {
    drop(document);
}

fn main() {
    let _ = axum::Router::<Security>::new().route("/{id}", get(report));
}
