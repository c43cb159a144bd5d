use secure_api::prelude::*;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: uuid::Uuid,
    #[resource(owner)]
    author_id: uuid::Uuid,
    #[resource(owner)]
    reviewer_id: uuid::Uuid,
}

#[secure_endpoint(owner = "author_id", not(owner = "author_id"))]
async fn report(document: Owned<Document>) {
    drop(document);
}

fn main() {}
