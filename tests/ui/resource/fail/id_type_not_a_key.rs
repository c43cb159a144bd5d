use secure_api::Resource;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: Option<i64>,
}

fn main() {}
