use secure_api::prelude::*;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "folders")]
struct Folder {
    #[resource(id)]
    id: uuid::Uuid,
    #[resource(owner)]
    user_id: uuid::Uuid,
}

access_rule!(Published = row(status = "published"));

#[secure_endpoint(rule = Published)]
async fn report(folder: Owned<Folder>) {
    drop(folder);
}

fn main() {}
