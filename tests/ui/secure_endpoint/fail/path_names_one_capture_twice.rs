use secure_api::prelude::*;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "memberships")]
struct Membership {
    #[resource(id)]
    project_id: uuid::Uuid,
    #[resource(id)]
    user_id: uuid::Uuid,
    #[resource(owner)]
    owner_id: uuid::Uuid,
}

#[secure_endpoint(owner)]
async fn report(#[path("id", "id")] membership: Owned<Membership>) {
    drop(membership);
}

fn main() {}
