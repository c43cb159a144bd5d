use secure_api::{Resource, rows::input_column};

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: i64,
    #[resource(owner)]
    owner_id: String,
}

const OWNER: &str = input_column(&<Document as Resource>::COLUMNS.owner_id);

fn main() {}
