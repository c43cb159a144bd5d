//! Conflict keys with an owner, with the tenant, with a column of the id, and with nothing else.

use secure_api::prelude::*;
use uuid::Uuid;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: Uuid,
    #[resource(tenant)]
    tenant: Uuid,
    #[resource(owner)]
    author: Uuid,
    #[resource(owner)]
    reviewer: Uuid,
    #[sqlx(rename = "path")]
    slug: String,
    content: Option<String>,
}

#[derive(SecureInput)]
#[input(create = Document, upsert(tenant, slug))]
struct PutOfTenant {
    #[validate(length(max = 100))]
    slug: String,
    #[validate(length(max = 100))]
    content: Option<String>,
}

#[derive(SecureInput)]
#[input(upsert(slug, reviewer), create = Document)]
struct PutOfReviewer {
    #[validate(length(max = 100))]
    slug: String,
}

#[derive(SecureInput)]
#[input(create = Document, upsert(author,))]
struct TheOnlyOne {
    #[validate(length(max = 100))]
    slug: String,
}

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "lines")]
struct Line {
    #[resource(id)]
    order_id: i64,
    #[resource(id)]
    r#type: i64,
    #[resource(owner)]
    owner: String,
    product: i64,
}

#[derive(SecureInput)]
#[input(create = Line, upsert(owner, order_id, r#type))]
struct PutLine {
    order_id: i64,
    r#type: i64,
    product: i64,
}

async fn put(documents: Scoped<Document>, lines: Scoped<Line>, line: PutLine) -> Result<Document> {
    lines.upsert(line).await?;
    documents.upsert(TheOnlyOne { slug: String::new() }).await?;
    documents.upsert(PutOfReviewer { slug: String::new() }).await?;
    documents.upsert(PutOfTenant { slug: String::new(), content: None }).await
}

fn main() {
    let _ = put;
}
