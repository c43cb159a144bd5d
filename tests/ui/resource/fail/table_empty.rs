use secure_api::Resource;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "")]
struct Document {
    #[resource(id)]
    id: i64,
}

fn main() {}
