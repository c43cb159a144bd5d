use secure_api::prelude::*;
use uuid::Uuid;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: Uuid,
    #[resource(owner)]
    owner_id: Uuid,
    slug: String,
    content: Option<String>,
}

#[derive(SecureInput)]
#[input(create = Document)]
struct PutDocument {
    #[input(upsert(owner_id, slug))]
    #[validate(length(max = 100))]
    slug: String,
}

fn main() {}
