use secure_api::Resource;

type Flag = Option<bool>;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: i64,
    #[resource(soft_delete)]
    deleted: Flag,
}

fn main() {}
