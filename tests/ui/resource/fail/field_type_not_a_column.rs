use secure_api::Resource;

struct Title(String);

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: i64,
    title: Title,
}

fn main() {}
