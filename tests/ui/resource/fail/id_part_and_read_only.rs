use secure_api::Resource;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    project_id: i64,
    #[resource(id, read_only)]
    number: i64,
}

fn main() {}
