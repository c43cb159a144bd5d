use secure_api::Resource;

#[derive(Resource, sqlx::FromRow)]
#[resource]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: i64,
}

fn main() {}
