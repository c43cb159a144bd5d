use secure_api::Resource;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents", crate = secure_api, crate = ::secure_api)]
struct Document {
    #[resource(id)]
    id: i64,
}

fn main() {}
