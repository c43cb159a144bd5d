use secure_api::{SecureRouter, Security, get, prelude::*};

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: uuid::Uuid,
    #[resource(owner)]
    owner_id: uuid::Uuid,
}

#[derive(Clone, SecureState)]
struct App {
    security: Security,
}

#[secure_endpoint(owner)]
async fn report(document: Owned<Document>) {
    drop(document);
}

fn main() {
    let _ = SecureRouter::<App>::new().route("/{id}", get(report));
}
