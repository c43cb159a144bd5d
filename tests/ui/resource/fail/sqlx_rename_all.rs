use secure_api::Resource;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
#[sqlx(rename_all = "camelCase")]
struct Document {
    #[resource(id)]
    id: i64,
    last_change: i64,
}

fn main() {}
