use secure_api::prelude::*;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: uuid::Uuid,
    #[resource(owner)]
    owner_id: uuid::Uuid,
}

access_rule!(Writer = member(level = "write"));

#[secure_endpoint(rule = Writer)]
async fn report(document: Owned<Document>) {
    drop(document);
}

fn main() {}
