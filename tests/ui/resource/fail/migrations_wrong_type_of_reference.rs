use secure_api::Resource;
use uuid::Uuid;
use secure_api::Ref;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "folders")]
struct Folder {
    #[resource(id)]
    id: i64,
}

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents", migrations = "migrations/documents")]
struct Document {
    #[resource(id)]
    id: Uuid,
    #[resource(owner)]
    owner_id: Uuid,
    parent: Option<Ref<Folder>>,
}

fn main() {}
