
use secure_api::prelude::*;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "notes")]
struct Note {
    #[resource(id)]
    id: i64,
    #[resource(owner)]
    owner_id: String,
    text: String,
}

#[derive(SecureInput)]
#[input(create = Note)]
enum NewNote {
    Text(#[validate(length(max = 100))] String),
}

fn main() {}
