use secure_api::Resource;

#[derive(Resource, sqlx::FromRow, serde::Serialize)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: i64,
    #[resource(filter)]
    #[serde(skip_serializing)]
    note: String,
}

fn main() {}
