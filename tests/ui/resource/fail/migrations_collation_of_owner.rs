use secure_api::Resource;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents", migrations = "migrations/equating", database = "sqlite")]
struct Document {
    #[resource(id)]
    id: String,
    #[resource(owner)]
    owner_id: String,
    slug: String,
}

fn main() {}
