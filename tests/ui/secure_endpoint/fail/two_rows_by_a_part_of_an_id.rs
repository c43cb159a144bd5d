use secure_api::prelude::*;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
struct Document {
    #[resource(id)]
    id: uuid::Uuid,
    #[resource(owner)]
    owner_id: uuid::Uuid,
}

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "memberships")]
struct Membership {
    #[resource(id)]
    id: uuid::Uuid,
    #[resource(id)]
    user_id: uuid::Uuid,
    #[resource(owner)]
    owner_id: uuid::Uuid,
}

#[secure_endpoint(owner)]
async fn report(document: Owned<Document>, membership: Owned<Membership>) {
    drop((document, membership));
}

fn main() {}
