use secure_api::Resource;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: i64,
    #[resource(ower)]
    owner_id: String,
}

fn main() {}
