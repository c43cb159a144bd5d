use secure_api::Resource;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: i64,
    #[resource(owner)]
    author_id: i64,
    #[resource(owner)]
    reviewer_id: String,
}

fn main() {}
