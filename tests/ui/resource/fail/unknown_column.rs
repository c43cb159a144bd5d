use secure_api::{Resource, rows::input_column};

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: i64,
    title: String,
}

const TITLE: &str = input_column(&<Document as Resource>::COLUMNS.titel);

fn main() {}
