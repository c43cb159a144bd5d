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

access_rule!(OfOwn = owner);

#[secure_endpoint(rule = OfOwn, unscoped(reason = "a report"))]
async fn report(document: Owned<Document>) {
    drop(document);
}

fn main() {}
