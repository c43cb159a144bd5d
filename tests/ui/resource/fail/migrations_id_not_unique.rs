use secure_api::Resource;
use uuid::Uuid;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents", migrations = "migrations/keyless")]
struct Document {
    #[resource(id)]
    id: Uuid,
    #[resource(owner)]
    owner_id: Uuid,
}

fn main() {}
