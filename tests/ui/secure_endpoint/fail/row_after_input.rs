use secure_api::prelude::*;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: uuid::Uuid,
    #[resource(owner)]
    owner_id: uuid::Uuid,
}

#[derive(SecureInput)]
struct Search {
    #[validate(length(max = 20))]
    text: String,
}

use axum::extract::Query;

#[secure_endpoint(owner)]
async fn report(search: Valid<Query<Search>>, document: Owned<Document>) {
    drop((search, document));
}

fn main() {}
