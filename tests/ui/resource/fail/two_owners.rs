use secure_api::Resource;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: i64,
    #[resource(owner)]
    owner_id: String,
    #[resource(owner)]
    editor_id: String,
}

fn main() {}
