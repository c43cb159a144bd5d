use secure_api::Resource;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: i64,
    #[sqlx(json)]
    tags: serde_json::Value,
}

fn main() {}
