use secure_api::Resource;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents", migrations = "migrations/nullable", database = "postgres")]
struct Document {
    #[resource(id)]
    id: String,
    title: String,
}

fn main() {}
