use secure_api::Resource;
use uuid::Uuid;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents", migrations = "migrations/documents")]
struct Document {
    #[resource(id)]
    id: Uuid,
    #[resource(owner)]
    owner_id: Uuid,
    #[sqlx(rename = "titel")]
    name: String,
}

fn main() {}
