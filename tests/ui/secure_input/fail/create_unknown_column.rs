use secure_api::prelude::*;
use uuid::Uuid;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: Uuid,
    #[resource(owner)]
    owner_id: Uuid,
    title: String,
    content: Option<String>,
}

#[derive(SecureInput)]
#[input(create = Document)]
struct NewDocument {
    #[validate(length(max = 100))]
    titel: String,
}

fn main() {}
