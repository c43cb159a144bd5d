use secure_api::Resource;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents; DROP TABLE users")]
struct Document {
    #[resource(id)]
    id: i64,
}

fn main() {}
