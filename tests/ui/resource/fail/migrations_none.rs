use secure_api::Resource;
use uuid::Uuid;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents", migrations = "migrations/none")]
struct Document {
    #[resource(id)]
    id: Uuid,
}

fn main() {}
