use secure_api::Resource;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "notes", migrations = "migrations/equating")]
struct Note {
    #[resource(id)]
    id: String,
    #[resource(owner)]
    owner_id: String,
    slug: String,
}

fn main() {}
