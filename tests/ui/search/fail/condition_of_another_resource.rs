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

#[derive(Resource, sqlx::FromRow, serde::Serialize)]
#[resource(table = "tags")]
struct Tag {
    #[resource(id)]
    id: i64,
    #[resource(filter, sort)]
    name: String,
}

async fn tagged(documents: Scoped<Document>) -> Result<u64> {
    documents.count(Tag::COLUMNS.name.eq("x")).await
}

async fn ordered(documents: Scoped<Document>) -> Result<bool> {
    documents.exists(Search::filter(Document::COLUMNS.title.eq("x")).sort(Tag::COLUMNS.name.asc())).await
}

fn main() {}
