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

#[secure_endpoint(owner = "author_id", transfer)]
async fn report(document: Transfer<Document>) {
    drop(document);
}

fn main() {}
