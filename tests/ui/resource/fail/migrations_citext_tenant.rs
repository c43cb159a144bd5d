use secure_api::Resource;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents", migrations = "migrations/equating", database = "postgres")]
struct Document {
    #[resource(id)]
    id: String,
    #[resource(tenant)]
    tenant_id: String,
    slug: String,
}

fn main() {}
