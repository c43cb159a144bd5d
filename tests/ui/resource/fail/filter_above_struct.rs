use secure_api::Resource;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents", filter)]
struct Document {
    #[resource(id)]
    id: i64,
    title: String,
}

fn main() {}
