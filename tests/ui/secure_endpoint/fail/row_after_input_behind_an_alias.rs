use secure_api::prelude::*;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: uuid::Uuid,
    #[resource(owner)]
    owner_id: uuid::Uuid,
}

#[derive(SecureInput)]
struct Note {
    #[validate(length(max = 100))]
    text: String,
}

type Search = Valid<axum::extract::Query<Note>>;
type Row = Owned<Document>;

#[secure_endpoint(owner)]
async fn report(search: Search, document: Row) {
    drop((search, document));
}

fn main() {}
