use secure_api::Resource;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents", database = sqlite)]
struct Document {
    #[resource(id)]
    id: i64,
}

fn main() {}
