use secure_api::{prelude::*, rows::Condition};

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

fn conditions(title: String) -> Condition<Document> {
    let columns = Document::COLUMNS;
    let note = columns.note.eq("x").or(columns.note.ne(title.clone())).or(columns.note.eq(Some(title.clone())));
    let year = columns.year.is_in([2025, 2026]).and(columns.year.lt(2027)).or(columns.year.is_in(vec![1]));
    columns.title.eq(title).and(columns.title.ne("y")).and(note.not()).and(year).and(columns.note.contains("z"))
}

async fn searches(documents: Scoped<Document>, page: PageRequest) -> Result<bool> {
    let search = Search::filter(conditions("t".to_owned()));
    let search = search.sort(Document::COLUMNS.pages.desc()).sort(Document::COLUMNS.year.asc());
    documents.page(search.clone(), &page).await?;
    documents.page(Document::COLUMNS.note.is_null(), &page).await?;
    documents.count(Document::COLUMNS.note.is_not_null().and(Document::COLUMNS.note.starts_with("x"))).await?;
    documents.exists(search).await
}

#[secure_endpoint(authenticated, unscoped(reason = "a test"))]
async fn endpoint(documents: Scoped<Document>) -> Result<String> {
    Ok(searches(documents, PageRequest::default()).await?.to_string())
}

fn main() {
    let _ = endpoint;
}
