use secure_api::prelude::*;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: uuid::Uuid,
    #[resource(owner)]
    owner_id: uuid::Uuid,
}

#[secure_endpoint(owner, transfer = "user_id")]
async fn report(document: Transfer<Document>) {
    drop(document);
}

fn main() {}
