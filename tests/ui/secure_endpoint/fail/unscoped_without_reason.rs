use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    Admin,
    Viewer,
}

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: uuid::Uuid,
    #[resource(owner)]
    owner_id: uuid::Uuid,
}

#[secure_endpoint(role = "admin", unscoped)]
async fn report(document: Owned<Document>) {
    drop(document);
}

fn main() {}
