use secure_api::prelude::*;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: uuid::Uuid,
    status: String,
}

#[secure_endpoint(row(status = "new"), transfer)]
async fn report(document: Transfer<Document>) {
    drop(document);
}

fn main() {}
