use secure_api::Resource;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: i64,
    #[sqlx(rename = "title")]
    name: String,
    title: String,
}

fn main() {}
