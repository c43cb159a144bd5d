use secure_api::{Resource, input::Patch, prelude::{Ref, SecureInput}};
use serde::Serialize;

#[derive(Debug, Clone, PartialEq, Eq, Hash, Resource, sqlx::FromRow, Serialize)]
#[resource(table = "folders")]
struct Folder {
    #[resource(id)]
    id: i64,
    #[resource(owner)]
    owner: String,
    inside: Option<Ref<Self>>,
    cover: Option<Ref<Document>>,
}

type Kept = Option<Ref<Folder>>;

#[derive(Debug, Clone, PartialEq, Eq, Hash, Resource, sqlx::FromRow, Serialize)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: String,
    folder: Ref<Folder>,
    kept: Kept,
}

#[derive(SecureInput)]
#[input(create = Document)]
struct NewDocument {
    folder: Ref<Folder>,
    kept: Ref<Folder>,
}

#[derive(SecureInput)]
#[input(update = Document)]
struct DocumentChange {
    #[validate(range(min = 1))]
    folder: Patch<Ref<Folder>>,
    kept: Patch<Option<Ref<Folder>>>,
}

#[derive(SecureInput)]
#[input(update = Folder)]
struct FolderChange {
    inside: Option<Option<Ref<Folder>>>,
    #[validate(length(max = 100))]
    cover: Option<Ref<Document>>,
}

#[derive(Default, SecureInput)]
struct Nested {
    #[validate(items(max = 3))]
    many: Vec<Patch<i64>>,
    maybe: Option<Patch<i64>>,
}

fn copied(folder: Ref<Folder>) -> (Ref<Folder>, Ref<Folder>) {
    (folder, folder)
}

fn main() {
    assert_eq!(copied(Ref::new(7)).0.into_id(), 7);
}
