use secure_api::Resource;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents", migrations = "migrations/nullable", database = "sqlite")]
struct Document {
    #[resource(id)]
    id: String,
}

fn main() {}
