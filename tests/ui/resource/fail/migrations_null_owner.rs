use secure_api::Resource;
use uuid::Uuid;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents", migrations = "migrations/nullable")]
struct Document {
    #[resource(id)]
    id: String,
    #[resource(owner)]
    owner_id: Uuid,
}

fn main() {}
