use secure_api::Resource;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    id: i64,
    title: String,
}

fn main() {}
