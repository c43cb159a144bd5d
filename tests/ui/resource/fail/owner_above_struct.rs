use secure_api::Resource;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents", owner = "owner_id")]
struct Document {
    #[resource(id)]
    id: i64,
    owner_id: String,
}

fn main() {}
