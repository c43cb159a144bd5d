use secure_api::Resource;

type Maybe = Option<String>;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: i64,
    #[resource(filter, sort)]
    due: Maybe,
}

fn main() {}
