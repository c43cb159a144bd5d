use secure_api::Resource;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "my documents")]
struct Document {
    #[resource(idd)]
    id: i64,
    #[resource(owner)]
    owner_id: String,
    #[sqlx(flatten)]
    rest: Rest,
}

#[derive(sqlx::FromRow)]
struct Rest {
    title: String,
}

// Using it adds no message.
fn title(document: &Document) -> &str {
    let _ = <Document as Resource>::COLUMNS.owner_id;
    &document.rest.title
}

fn main() {}
