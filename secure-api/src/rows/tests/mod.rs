//! What a scope reaches, on both databases: the same tests, on tables of their own.

mod operations;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

use uuid::Uuid;

use crate::{
    authz::Reach,
    error::Result,
    rows::{
        Assignment, Create, Db, Owned, Resource, Scoped, StatementCell, Update, Values,
        assigned_column, covers, inserted_column, scope::Scope,
    },
};

/// A row with a generated id. The column `order` is a word of SQL, and `note` may be NULL.
#[derive(Debug, PartialEq, crate::Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: Uuid,
    #[resource(owner)]
    owner_id: Uuid,
    title: String,
    #[sqlx(rename = "order")]
    position: i64,
    note: Option<String>,
}

const DOCUMENTS: &Columns = &Document::COLUMNS;
type Columns = <Document as Resource>::Columns;

/// What `#[derive(SecureInput)]` writes, by hand.
struct NewDocument {
    title: String,
    position: i64,
    note: Option<String>,
}

impl NewDocument {
    fn titled(title: &str) -> Self {
        Self { title: title.to_owned(), position: 0, note: None }
    }
}

impl Create<Document> for NewDocument {
    const COLUMNS: &'static [&'static str] = &[
        inserted_column::<String, _, _, _>(&DOCUMENTS.title),
        inserted_column::<i64, _, _, _>(&DOCUMENTS.position),
        inserted_column::<Option<String>, _, _, _>(&DOCUMENTS.note),
    ];

    fn statement() -> &'static StatementCell {
        static CELL: StatementCell = StatementCell::new();
        &CELL
    }

    fn bind(self, values: &mut Values) -> Result<()> {
        values.push::<<Document as Resource>::Database, _>(self.title)?;
        values.push::<<Document as Resource>::Database, _>(self.position)?;
        values.push::<<Document as Resource>::Database, _>(self.note)
    }
}

const _: () = assert!(covers(Document::REQUIRED, NewDocument::COLUMNS));
const _: () = assert!(!covers(Document::REQUIRED, &["title", "note"]));

/// A title that is absent stays; a note that is absent stays, and one that is null becomes NULL.
#[derive(Default)]
struct Change {
    title: Option<String>,
    note: Option<Option<String>>,
}

impl Update<Document> for Change {
    const ASSIGNMENTS: &'static [Assignment] = &[
        assigned_column::<Option<String>, _, _, _>(&DOCUMENTS.title),
        assigned_column::<Option<Option<String>>, _, _, _>(&DOCUMENTS.note),
    ];

    fn statements() -> &'static StatementCell {
        static CELL: StatementCell = StatementCell::new();
        &CELL
    }

    fn bind(self, values: &mut Values) -> Result<()> {
        type D = <Document as Resource>::Database;
        values.assign::<D, String, _>(&Self::ASSIGNMENTS[0], self.title)?;
        values.assign::<D, Option<String>, _>(&Self::ASSIGNMENTS[1], self.note)
    }
}

/// A row with an id that the database assigns, without an owner.
#[derive(Debug, crate::Resource, sqlx::FromRow)]
#[resource(table = "tags")]
struct Tag {
    #[resource(id)]
    id: i64,
    name: Option<String>,
}

/// Gives nothing at all.
struct NewTag;

impl Create<Tag> for NewTag {
    const COLUMNS: &'static [&'static str] = &[];

    fn statement() -> &'static StatementCell {
        static CELL: StatementCell = StatementCell::new();
        &CELL
    }

    fn bind(self, _: &mut Values) -> Result<()> {
        Ok(())
    }
}

/// The rows that a caller of an endpoint with the rule `owner` reaches.
fn owned_by<R: Resource>(db: &Db, subject: impl std::fmt::Display) -> Scoped<R> {
    Scoped::new(Scope::new(db, Reach::Owned, Some(&subject.to_string())).unwrap())
}

/// The rows that a caller reaches whose role admits all of them.
fn all<R: Resource>(db: &Db, subject: Option<&str>) -> Scoped<R> {
    Scoped::new(Scope::new(db, Reach::All, subject).unwrap())
}

/// The row that a path names, for such a caller.
async fn loaded<R: Resource>(
    db: &Db,
    subject: impl std::fmt::Display,
    id: &str,
) -> Result<Owned<R>> {
    Owned::named(Scope::new(db, Reach::Owned, Some(&subject.to_string()))?, id).await
}

fn status<T>(result: Result<T>) -> u16 {
    match result {
        Ok(_) => 200,
        Err(error) => error.status(),
    }
}
