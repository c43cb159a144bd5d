use secure_api::prelude::*;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: uuid::Uuid,
    #[resource(owner)]
    owner_id: uuid::Uuid,
}

type Rows = Owned<Document>;

#[secure_endpoint(authenticated)]
async fn report(document: Rows) {
    drop(document);
}

fn main() {}
