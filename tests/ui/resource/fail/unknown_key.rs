use secure_api::Resource;

#[derive(Resource, sqlx::FromRow)]
#[resource(tabel = "documents", table = "documents")]
struct Document {
    #[resource(id)]
    id: i64,
}

fn main() {}
