use secure_api::Resource;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: i64,
    #[resource(soft_delete)]
    deleted_at: Option<String>,
    #[resource(soft_delete)]
    removed_at: Option<String>,
}

fn main() {}
