use secure_api::Resource;

#[derive(Resource, sqlx::FromRow, serde::Serialize)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: i64,
    #[resource(sort)]
    #[serde(default, skip)]
    note: String,
}

fn main() {}
