use secure_api::{
    Resource,
    rows::{assigned_column, inserted_column},
};

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: i64,
    size: i64,
}

const INSERTED: &str = inserted_column::<Option<i64>, _, _, _>(&<Document as Resource>::COLUMNS.size);
const ASSIGNED: secure_api::rows::Assignment =
    assigned_column::<i32, _, _, _>(&<Document as Resource>::COLUMNS.size);

fn main() {}
