use secure_api::Resource;

#[derive(Resource, sqlx::FromRow)]
#[resource(
    table = "drafts",
    migrations = "migrations/equating",
    database = "postgres",
    member(
        table = "note_readers",
        resource_key = "note_id",
        column = "slug",
        user_key = "reader",
        levels(level = ["read", "write"])
    )
)]
struct Draft {
    #[resource(id)]
    id: String,
    #[resource(owner)]
    owner_id: String,
    slug: String,
}

fn main() {}
