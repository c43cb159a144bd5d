use secure_api::Resource;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents", database = "postgresql")]
struct Document {
    #[resource(id)]
    id: i64,
}

fn main() {}
