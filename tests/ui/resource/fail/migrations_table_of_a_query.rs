use secure_api::Resource;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "old_documents", migrations = "migrations/derived")]
struct Document {
    #[resource(id)]
    id: i64,
}

fn main() {}
