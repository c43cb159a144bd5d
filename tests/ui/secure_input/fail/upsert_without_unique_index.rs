use secure_api::{Resource, SecureInput};

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "drafts", migrations = "migrations/equating")]
struct Draft {
    #[resource(id)]
    id: String,
    #[resource(owner)]
    owner_id: String,
    slug: String,
    text: String,
}

#[derive(SecureInput)]
#[input(create = Draft, upsert(owner_id, slug))]
struct PutDraft {
    #[validate(length(max = 100))]
    slug: String,
    #[validate(length(max = 100))]
    text: String,
}

fn main() {}
