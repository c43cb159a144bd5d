use secure_api::prelude::*;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: uuid::Uuid,
    #[resource(owner)]
    owner_id: uuid::Uuid,
    title: String,
}

#[derive(SecureInput)]
#[input(create = "Document")]
struct Page {
    #[validate(length(max = 100))]
    title: String,
}

fn main() {}
