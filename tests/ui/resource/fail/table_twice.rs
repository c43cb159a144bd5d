use secure_api::Resource;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents", table = "notes")]
struct Document {
    #[resource(id)]
    id: i64,
}

fn main() {}
