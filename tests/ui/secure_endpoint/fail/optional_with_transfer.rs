use secure_api::prelude::*;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: uuid::Uuid,
    #[resource(owner)]
    owner_id: uuid::Uuid,
    status: String,
}

#[secure_endpoint(optional(reason = "a test"), row(status = "new"), transfer)]
async fn report(document: Transfer<Document>) {
    drop(document);
}

fn main() {}
