use secure_api::Resource;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents", member)]
struct Document {
    #[resource(id)]
    id: i64,
    #[resource(owner)]
    owner_id: i64,
}

fn main() {}
