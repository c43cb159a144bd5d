use secure_api::Resource;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents", migrations = "migrations/twice")]
struct Document {
    #[resource(id)]
    id: i64,
}

fn main() {}
