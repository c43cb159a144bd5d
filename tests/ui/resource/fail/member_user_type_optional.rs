use secure_api::Resource;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents", member(table = "document_members", resource_key = "document_id", user_key = "user_id", user_type = Option<i64>))]
struct Document {
    #[resource(id)]
    id: i64,
}

fn main() {}
