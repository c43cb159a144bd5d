use secure_api::Resource;

#[derive(Resource, sqlx::FromRow)]
#[resource(
    table = "drafts",
    migrations = "migrations/equating",
    database = "sqlite",
    member(table = "note_readers", resource_key = "note_id", user_key = "user_id")
)]
struct Draft {
    #[resource(id)]
    id: String,
    #[resource(owner)]
    owner_id: String,
}

fn main() {}
