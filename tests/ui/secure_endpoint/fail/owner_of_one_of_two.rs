use secure_api::prelude::*;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: uuid::Uuid,
    #[resource(owner)]
    owner_id: uuid::Uuid,
    status: String,
    year: i64,
}

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "folders")]
struct Folder {
    #[resource(id)]
    id: uuid::Uuid,
    #[resource(owner)]
    user_id: uuid::Uuid,
}

#[secure_endpoint(owner(Document = "owner_id"))]
async fn report(document: Owned<Document>, folders: Scoped<Folder>) {
    drop((document, folders));
}

fn main() {}
