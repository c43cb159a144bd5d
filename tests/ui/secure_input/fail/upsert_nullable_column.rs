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
#[input(create = Document, upsert(owner_id, content))]
struct PutDocument {
    #[validate(length(max = 100))]
    slug: String,
    #[validate(length(max = 100))]
    content: String,
}

fn main() {}
