use secure_api::Resource;
use uuid::Uuid;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents", migrations = "migrations/nowhere")]
struct Document {
    #[resource(id)]
    id: Uuid,
}

fn main() {}
