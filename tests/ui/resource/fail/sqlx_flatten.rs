use secure_api::Resource;

#[derive(sqlx::FromRow)]
struct Title {
    title: String,
}

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: i64,
    #[sqlx(flatten)]
    title: Title,
}

fn main() {}
