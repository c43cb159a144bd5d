use secure_api::Resource;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    a: i64,
    #[resource(id)]
    b: i64,
    #[resource(id)]
    c: i64,
    #[resource(id)]
    d: i64,
    #[resource(id)]
    e: i64,
}

fn main() {}
