use secure_api::prelude::*;

#[derive(Resource, sqlx::FromRow)]
#[resource(
    table = "documents",
    member(
        table = "project_members",
        resource_key = "project_id",
        column = "project_id",
        user_key = "user_id",
        levels(level = ["read", "write", "admin"])
    )
)]
struct Document {
    #[resource(id)]
    id: uuid::Uuid,
    #[resource(owner)]
    owner_id: uuid::Uuid,
    project_id: uuid::Uuid,
}

#[secure_endpoint(member(level = "wriet"))]
async fn report(document: Owned<Document>) {
    drop(document);
}

fn main() {}
