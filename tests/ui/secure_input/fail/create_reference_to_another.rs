use secure_api::prelude::*;
use uuid::Uuid;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "folders")]
struct Folder {
    #[resource(id)]
    id: Uuid,
    #[resource(owner)]
    owner_id: Uuid,
}

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "labels")]
struct Label {
    #[resource(id)]
    id: Uuid,
}

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: Uuid,
    folder: Ref<Folder>,
    label: Option<Ref<Label>>,
}

#[derive(SecureInput)]
#[input(create = Document)]
struct Input {
    folder: Ref<Label>,
}

fn main() {}
