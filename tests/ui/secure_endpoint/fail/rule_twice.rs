use secure_api::prelude::*;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: uuid::Uuid,
    #[resource(owner)]
    owner_id: uuid::Uuid,
}

access_rule!(OfOwn = owner);

#[secure_endpoint(rule = OfOwn, rule = OfOwn)]
async fn report(document: Owned<Document>) {
    drop(document);
}

fn main() {}
