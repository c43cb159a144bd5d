use secure_api::Resource;

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "memberships")]
struct Membership {
    #[resource(id)]
    group_id: i64,
    #[resource(id)]
    user_id: i64,
}

fn main() {}
