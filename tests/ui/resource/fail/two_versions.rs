use secure_api::Resource;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: i64,
    #[resource(version)]
    version: i64,
    #[resource(version)]
    revision: i64,
}

fn main() {}
