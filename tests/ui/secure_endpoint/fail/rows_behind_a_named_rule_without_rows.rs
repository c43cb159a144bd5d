use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    #[role(includes(Viewer))]
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
    status: String,
    year: i64,
}

access_rule!(Staff = role = "admin");

#[secure_endpoint(rule = Staff)]
async fn report(document: Owned<Document>) {
    drop(document);
}

fn main() {}
