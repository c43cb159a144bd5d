use secure_api::prelude::*;

#[derive(Resource, sqlx::FromRow, serde::Serialize)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: i64,
    #[resource(filter)]
    title: String,
    #[resource(sort)]
    pages: i64,
    #[resource(filter, sort)]
    year: i64,
    #[resource(filter)]
    note: Option<String>,
    content: String,
}

fn main() {
    let _ = Search::filter(Document::COLUMNS.title.eq(3));
}
