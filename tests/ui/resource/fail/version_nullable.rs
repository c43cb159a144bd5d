use secure_api::Resource;

type Count = Option<i64>;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: i64,
    #[resource(version)]
    version: Count,
}

fn main() {}
