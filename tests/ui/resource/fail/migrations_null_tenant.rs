use secure_api::Resource;
use uuid::Uuid;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents", migrations = "migrations/nullable")]
struct Document {
    #[resource(id)]
    id: String,
    #[resource(tenant)]
    tenant_id: Uuid,
}

fn main() {}
