use secure_api::{
    Resource,
    rows::{NoOwner, input_column},
};
use uuid::Uuid;

type Maybe<T> = Option<T>;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "app.documents")]
pub struct Document {
    #[resource(id)]
    id: Uuid,
    #[resource(owner)]
    #[sqlx(rename = "user")]
    owner_id: Uuid,
    /// A word of SQL.
    #[sqlx(rename = "order")]
    position: i64,
    r#type: String,
    note: Maybe<String>,
}

// Columns are seen through aliases, and under the names of the table.
const _: () = assert!(<Document as Resource>::COLUMNS.note.is_nullable());
const _: &str = input_column(&Document::COLUMNS.r#type);

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "tags")]
struct Tag {
    #[resource(id)]
    id: String,
}

fn main() {
    assert_eq!(Document::INFO.table, "app.documents");
    assert_eq!(Document::INFO.owners, ["user"]);
    let columns = Document::INFO.columns.iter().map(|column| column.name);
    assert!(columns.eq(["id", "user", "order", "type", "note"]));
    assert_eq!(Document::REQUIRED, ["order", "type"]);
    assert_eq!(Tag::INFO.owner(), None);
    let _: Option<<Tag as Resource>::Owner> = None::<NoOwner>;
}
