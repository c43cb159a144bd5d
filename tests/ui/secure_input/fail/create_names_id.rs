use secure_api::prelude::*;
use uuid::Uuid;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: Uuid,
    #[resource(tenant)]
    tenant_id: Uuid,
    #[resource(owner)]
    owner_id: Uuid,
    title: String,
}

#[derive(SecureInput)]
#[input(create = Document)]
struct Input {
    #[validate(length(max = 100))]
    title: String,
    id: Uuid,
}

fn main() {}
