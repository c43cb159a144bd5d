use secure_api::Resource;
use uuid::Uuid;

type Count = i64;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents", migrations = "migrations/documents")]
struct Document {
    #[resource(id)]
    id: Uuid,
    #[resource(owner)]
    owner_id: Uuid,
    summary: Count,
}

fn main() {}
