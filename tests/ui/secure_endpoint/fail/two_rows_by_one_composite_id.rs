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
async fn report(one: Owned<Membership>, other: Owned<Membership>) {
    drop((one, other));
}

fn main() {}
