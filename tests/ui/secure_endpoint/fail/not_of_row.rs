use secure_api::prelude::*;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: uuid::Uuid,
    #[resource(owner)]
    owner_id: uuid::Uuid,
    status: String,
    year: i64,
}

#[secure_endpoint(not(row(status = "draft")))]
async fn report(document: Owned<Document>) {
    drop(document);
}

fn main() {}
